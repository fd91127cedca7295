# То, что приносит курьер. Первая строка понятна сама по себе на заблокированном экране.

ticket-title = 🎟 <b>{ $event }</b>
ticket-title-now = 🎟 <b>{ $event }: теперь { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }</b>
ticket-line = { $seats } · { $name }
ticket-line-paid = { $seats } · оплачено { $sum } · { $name }
ticket-code = <code>{ $code }</code>
ticket-show = Покажите QR на входе.
ticket-online-later = Онлайн; ссылка придёт позже
ticket-given-back = 🚫 Билет возвращён
ticket-cancelled = 🚫 Бронь отменена
button-calendar = В календарь
button-copy-code = Скопировать код
button-the-event = Событие
button-open = Открыть
button-cant = Не смогу
button-again = Снова
button-sign-out = Выйти везде

paper-booked = ⏳ <b>{ $event }: { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } за вами</b> до { $until } ({ $left }).
paper-expired = <b>{ $event }: время брони на { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вышло</b> ({ $until }). Деньги не списаны, места ушли дальше.
paper-hold-over = <b>{ $event }: время брони на { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вышло</b> вместе с событием. Деньги не списаны.
paper-cancelled = <b>{ $event }: { $n ->
    [one] { $n } место возвращено
    [few] { $n } места возвращены
   *[many] { $n } мест возвращено
 }.</b>
paper-cancelled-refund = { $sum } вернутся тем же путём.
paper-link-changed = <b>{ $event }: новая ссылка для входа онлайн.</b>
paper-link-withdrawn = <b>{ $event }: прежняя ссылка больше не действует.</b> Пришлю сюда новую.
paper-changed = ⚠️ <b>{ $event }: есть изменения.</b>
paper-changed-when = Когда: <s>{ $old }</s> → { $new }.
paper-changed-until = Окончание: <s>{ $old }</s> → { $new }.
paper-changed-place = Где: { $old } → { $new }.
paper-changed-price = Цена: { $old } → { $new }, для новых броней.
paper-changed-nowhere = не указано
paper-changed-online = онлайн
paper-changed-stay = { $n ->
    [1] Ваше место остаётся.
    [2] Ваши 2 места остаются.
    [one] Ваше { $n } место остаётся.
    [few] Ваши { $n } места остаются.
   *[many] Ваши { $n } мест остаются.
 }
paper-refunded = <b>{ $event }: деньги возвращены</b>, { $sum }. Банк может показать их в течение 5 дней.
paper-refunded-stars = <b>{ $event }: деньги возвращены</b>, { $sum }.
paper-review = <b>{ $event }: оплата { $sum } не дала мест.</b> Деньги в сохранности; люди разберутся и напишут вам.
paper-signed-in = <b>Новый вход в панель</b>: { $label }, { $until }. Не вы?
paper-a-browser = браузер
paper-cancelled-by-host = <b>{ $event }: ваша бронь на { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } отменена</b>, организатор пишет: «{ $reason }».
paper-event-cancelled = 🚫 <b>{ $event }: событие отменено</b>, делать ничего не нужно.
paper-event-cancelled-why = 🚫 <b>{ $event }: событие отменено</b>, «{ $reason }». Делать ничего не нужно.
paper-line-closed = Очередь закрыта.
paper-offered = ⏳ <b>{ $event }: для вас { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }</b> до { $until } ({ $left }).
paper-offer-lapsed = <b>{ $event }: предложение закончилось</b> ({ $until }) и перешло следующему. Можно встать в очередь снова.
paper-wait-over = <b>{ $event }: уже началось</b>, мест для вас не нашлось. Очередь закрыта.
paper-late-seated = 🎟 <b>{ $event }: { $n ->
    [one] { $n } место ваше
    [few] { $n } места ваши
   *[many] { $n } мест ваши
 }.</b> Оплата пришла после срока, но места нашлись.
paper-late-refunded = <b>{ $event }: оплата пришла поздно</b>, мест уже нет. { $sum } вернутся полностью.
paper-payment-failed = <b>{ $event }: оплата не прошла.</b> Деньги не списаны, { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } за вами до { $until } ({ $left }).
paper-refund-stuck = <b>{ $event }: возврат задерживается</b>, { $sum }. Им уже занимаются, делать ничего не нужно.
button-try-again = Ещё раз
button-whats-on = Афиша
paper-refund-stuck-admin = ⚠️ <b>Возврат { $sum } завис</b>: «{ $error }», { $n ->
    [one] { $n } попытка
    [few] { $n } попытки
   *[many] { $n } попыток
 }.
paper-charge-known = ⚠️ <b>{ $event }: пришло сообщение о деньгах с номером операции, который уже известен.</b> Здесь это платёж { $n }: { $ours } за бронь { $booking }; теперь { $theirs } за бронь { $other }. Ничего не записано; посмотрите, пожалуйста.
paper-payment-differs = ⚠️ <b>{ $event }: платёж { $n } не сходится со списком провайдера.</b> Здесь { $ours }, там { $theirs }, из них возвращено { $back }. Ничего не тронуто; посмотрите, пожалуйста.
paper-hold-ending = ⏳ <b>{ $event }: бронь на { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } скоро закончится</b>: { $until } ({ $left }).

## О гостях, для тех, кто ведёт событие
paper-guest-took = <b>{ $event }: { $name } берёт { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }.</b>
paper-guests-took = <b>{ $event }: { $n ->
    [one] { $n } гость берёт
    [few] { $n } гостя берут
   *[many] { $n } гостей берут
 } { $seats }.</b>
paper-guest-left = <b>{ $event }: { $name } возвращает { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }.</b>
paper-guests-left = <b>{ $event }: { $n ->
    [one] { $n } гость возвращает
    [few] { $n } гостя возвращают
   *[many] { $n } гостей возвращают
 } { $seats }.</b>
paper-guests-more = { $names } и ещё { $n }
paper-news-taken = { $taken } из { $capacity }.
paper-news-offered = { $taken } из { $capacity }; предлагаю очереди.
paper-sold-out = <b>{ $event }: мест нет</b>, { $taken } из { $capacity }{ $n ->
    [0] .
   *[other] , в очереди { $n }.
 }
paper-digest-both = <b>Вчера: плюс { $more ->
    [one] { $more } место
    [few] { $more } места
   *[many] { $more } мест
 }, минус { $less }</b>
paper-digest-more = <b>Вчера: плюс { $more ->
    [one] { $more } место
    [few] { $more } места
   *[many] { $more } мест
 }</b>
paper-digest-less = <b>Вчера: минус { $less ->
    [one] { $less } место
    [few] { $less } места
   *[many] { $less } мест
 }</b>
paper-digest-event = { $event } { $taken } из { $capacity }
button-only-digest = Только сводка
button-more-seats = Добавить места
