# What somebody keeps about themselves: the phone, the e-mail address; leaving for good.

## The phone
settings-phone = Phone: { $number }
settings-phone-none = Phone: not given
button-phone = Phone
phone-ask = The button below shares your number; only hosts of your bookings see it.
phone-kept = Your phone: { $number }. Only hosts of your bookings see it.
phone-saved = Phone saved.
phone-offer = Save it as your phone? Only hosts of your bookings see it.
phone-by-button = I can only take it from the button below: so it is surely yours.
phone-not-own = That is another person’s number. Share your own with the button below.
button-phone-share = Share my number
button-phone-other = Another number
button-phone-off = Remove
button-phone-keep = Save
button-phone-no = Don’t save
keys-away = As you like.
keys-left = The button below is put away.

## The address
settings-email = Email: { $address } ✅
settings-email-none = Email: not given
button-email = Email
email-ask = Write your email address; I will send a code. Only hosts of your bookings see it.
email-unread = I can’t read that as an address. Write it like: anna@example.org
email-sent = A code is on its way to { $address }, good for 15 minutes. Write it here.
email-waiting = A code went to { $address }, good until { $until }. Write it here.
email-away = The mail server does not answer, so the code may not come. The address { $address } is kept; send it again in a minute.
email-refused = The mail server does not take { $address }. Look whether it is written right, or write another one.
email-not-code = A code is 6 digits, such as 042317. Write the one from the newest mail.
email-wrong = That is not the code from the newest mail. { $left ->
    [one] One try is left.
   *[other] { $left } tries are left.
 }
email-over = This code is no longer good. The button below sends a new one.
email-kept = Your email: { $address } ✅. Only hosts of your bookings see it.
button-email-again = Send again
button-email-other = Another address
button-email-off = Take the address off

## The mail itself
mail-subject = { $code }: your code for { $bot }
mail-text = Hello,

    your code is { $code }. Write it in the chat with { $bot } in Telegram; it is good for 15 minutes.

    You did not ask for it? Then do nothing: without the code nobody can use your address.

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
erase-payment-running = A payment is still on its way. Try to delete your data again in a couple of minutes.
erase-done = Done: only numbers without a name are left. /start begins anew.
