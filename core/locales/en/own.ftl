# What somebody keeps about themselves: the phone; leaving for good.

## The phone
settings-phone = Phone: { $number }
settings-phone-none = Phone: not given
button-phone = Phone
phone-ask = The button below shares your number; only hosts of your bookings see it.
phone-kept = Your phone: { $number }. Only hosts of your bookings see it.
phone-saved = Phone saved.
phone-offer = Save it as your phone? Only hosts of your bookings see it.
phone-not-own = That is another person’s number. Share your own with the button below.
button-phone-share = Share my number
button-phone-other = Another number
button-phone-off = Remove
button-phone-keep = Save
button-phone-no = Don’t save
keys-away = As you like.

## Leaving for good
button-erase = Delete me…
erase-nothing-ahead = Your name, settings, saved events and drafts are forgotten. Reviews stay without a name. This can’t be undone.
erase-ahead = You have { $n ->
    [one] 1 booking
   *[other] { $n } bookings
 } ahead: the seats go back now. Reviews stay without a name. This can’t be undone.
erase-ahead-paid = You have { $n ->
    [one] 1 booking
   *[other] { $n } bookings
 } ahead: the seats go back now, and so does { $sum }. Reviews stay without a name. This can’t be undone.
button-erase-sure = Delete me for good
button-erase-keep = Keep
erase-done = Done: only numbers without a name are left. /start begins anew.
