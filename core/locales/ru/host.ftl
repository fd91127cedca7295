# Вести событие из чата: мои события, гости, вход, слово всем, конец.

## Мои события и своя карточка
hosting-title = <b>Мои события</b>
hosting-empty-ahead = Впереди событий нет.
hosting-empty-past = Прошедших событий пока нет.
hosting-item = { $n }. <b>{ $event }</b> · { $start }
hosting-item-draft = { $n }. Черновик: <b>{ $event }</b> · { $start }
hosting-item-to-be = { $n }. Черновик: { $event }
hosting-ready = Можно публиковать.
hosting-item-cancelled = { $n }. 🚫 <b>{ $event }</b> · { $start }
hosting-taken = { $taken } из { $capacity }
own-taken = <b>Занято { $taken } из { $capacity }</b>
own-held = { $n ->
    [one] { $n } ждёт оплаты
    [few] { $n } ждут оплаты
   *[many] { $n } ждут оплаты
 }
own-waiting = { $n } в очереди
own-coming = { $coming ->
    [one] { $coming } придёт
    [few] { $coming } придут
   *[many] { $coming } придут
 }, { $silent } под вопросом{ $unable ->
    [0] {""}
    [one] , { $unable } не сможет
    [few] , { $unable } не смогут
   *[many] , { $unable } не смогут
 }
own-in = { $n } на месте
own-ended = Время события вышло. Состоялось?
own-completed = Состоялось.
own-after = Знают { $told } из { $guests }, возвращено { $refunded } из { $refunds }.
own-after-told = Знают { $told } из { $guests }.
button-run = Вести событие
button-new-event = Новое событие
button-guests-door = Гости и вход
button-guests = Гости
button-numbers = Цифры
button-tell = Написать гостям
button-peek = Глазами гостя
button-stop = Отменить…
button-held = Состоялось
button-review-guests = Оценить гостей
button-my-events = ‹ Мои события
button-refresh = Обновить

## Цифры
num-title = <b>{ $event }: цифры</b>
num-taken = Занято { $taken } из { $capacity }
num-money = { $sum }, возвращено { $back }
num-holds-priced = Броней { $holds }: оплачено { $paid }, вышло время { $expired }, отпущено { $let_go }, оплата { $rate } %
num-holds-free = Броней { $holds }: подтверждено { $paid }, вышло время { $expired }, отпущено { $let_go }, подтверждение { $rate } %
num-line = В очереди { $waiting }; предложений { $offers }: принято { $taken }, истекло { $lapsed }, отклонено { $declined }
num-in = На месте { $n }
num-no-shows = Не пришли { $n }
num-days = По дням: { $days }

## Гости
guests-title = <b>Гости</b> · { $seats }, { $in } на месте
guests-title-line = <b>Очередь</b> · { $n }
guests-title-found = <b>Гости</b>: { $what }
guests-empty = Пока никого.
guests-none-such = Никого с таким именем или началом кода нет. Напишите другое имя или код.
guests-more = Есть и другие; напишите имя подробнее.
guests-hint = Напишите имя или код, чтобы найти гостя.
guests-item = { $n }. { $name } · { $seats }
guests-item-in = { $n }. ✅ { $name } · { $seats }
guests-item-held = { $n }. ⏳ { $name } · { $seats }
guest-in = на месте с { $until }
guest-in-part = { $in } из { $n } на месте с { $until }
guest-coming = подтверждено
guest-unable = не сможет
guest-silent = под вопросом
guest-held = бронь до { $until }
guest-lapsed = время брони вышло
guest-given-back = места возвращены
guest-cancelled = бронь отменена
guest-seats-paid = { $seats } · оплачено { $sum }
guest-rating = { $average } ★, { $n ->
    [one] оценка { $n } организатора
    [few] оценки { $n } организаторов
   *[many] оценки { $n } организаторов
 }
guest-no-shows = { $n ->
    [one] { $n } неявка
    [few] { $n } неявки
   *[many] { $n } неявок
 }
guest-code = <code>{ $code }</code>
button-tab-all = Все
button-tab-out = Не пришли
button-tab-ask = Молчат
button-tab-line = Очередь
button-file = Файл
button-write = Написать
button-kick = Отменить бронь…
guests-file-name = Имя
guests-file-username = Имя в Telegram
guests-file-seats = Места
guests-file-paid = Оплачено
guests-file-currency = Валюта
guests-file-coming = Придёт
guests-file-in = На месте
guests-file-since = С
guests-file-email = Почта
guests-file-phone = Телефон
guests-file-code = Код
guests-file-yes = да
guests-file-no = нет

## Вход
door-in = ✅ <b>{ $name }, { $seats }.</b> На месте с { $until }.
door-again = ⚠️ <b>Уже на месте с { $until }</b>: { $name }, { $seats }.
door-again-by = ⚠️ <b>Уже на месте с { $until }</b> (на входе { $door }): { $name }, { $seats }.
door-part = <b>{ $in } из { $n } на месте с { $until }</b>: { $name }
door-ready = <b>{ $name }, { $seats }.</b> Ещё не на месте.
door-given-back = ⚠️ <b>Билет возвращён ({ $until }), не действует</b>: { $name }
door-lapsed = ⚠️ <b>Время брони вышло ({ $until }), не действует</b>: { $name }
door-by-host = ⚠️ <b>Бронь отменена организатором ({ $until }), не действует</b>: { $name }
door-event-cancelled = ⚠️ <b>Событие отменено, не действует</b>: { $name }
door-unpaid = ⚠️ <b>Не оплачено</b>: { $name }, { $seats } до { $until }.
door-unconfirmed = ⚠️ <b>Не подтверждено</b>: { $name }, { $seats } до { $until }.
door-early = ⚠️ Билет на другое время ({ $start }): { $name }, { $seats }.
button-in-all = { $n ->
    [1] На месте
    [one] Все { $n } на месте
    [few] Все { $n } на месте
   *[many] Все { $n } на месте
 }
button-in-some = { $in } из { $n }
button-in-only = Только { $in } из { $n }
button-in-undo = Отменить вход
button-guest = Гость
button-in-anyway = Всё равно впустить

## Отменить бронь гостя
kick-why = <b>Отменить эту бронь?</b> { $name }, { $seats }. Напишите почему; гость прочтёт.
kick-sure = { $name } прочтёт: «{ $reason }». <b>Вернуть бронь будет нельзя.</b>
kick-money = { $sum } вернутся.
button-kick-sure = Отменить бронь
button-kick-sure-sum = Отменить и вернуть { $sum }
button-kick-keep = ‹ Не отменять
typed-too-long = Не больше { $most } знаков. Сократите и напишите снова.

## Слово всем гостям
tell-ask = <b>Что передать { $n ->
    [one] { $n } гостю
    [few] { $n } гостям
   *[many] { $n } гостям
 }?</b> Напишите.
tell-nobody = Мест пока никто не взял. Напишите, когда появятся гости.
tell-preview = Гости прочтут:
tell-sent = Отправляю { $n ->
    [one] { $n } гостю
    [few] { $n } гостям
   *[many] { $n } гостям
 }. Следующее можно через час.
button-send = Отправить { $n }
button-rewrite = Переписать
button-dont-send = Не отправлять
button-arrived = Дошло { $arrived }
button-arrived-not = Дошло { $arrived }, нет { $not }
paper-broadcast = <b>{ $event }</b> · от организатора:
    «{ $text }»

## Конец
stop-title = <b>Отменить «{ $event }»?</b>
stop-told = { $n ->
    [one] Узнает { $n } гость
    [few] Узнают { $n } гостя
   *[many] Узнают { $n } гостей
 }
stop-money = вернётся { $sum }
stop-waiting = { $n ->
    [one] { $n } выйдет из очереди
    [few] { $n } выйдут из очереди
   *[many] { $n } выйдут из очереди
 }
stop-nobody = Мест пока никто не взял.
stop-why = Почему? Гости прочтут. Выберите или напишите.
stop-sure = Гости прочтут: «{ $reason }». <b>Вернуть событие будет нельзя.</b>
button-stop-few = Мало гостей
button-stop-place = Нет площадки
button-stop-ill = Болезнь
button-stop-keep = ‹ Не отменять
button-stop-sure = Отменить событие
button-stop-sure-sum = Отменить и вернуть { $sum }
held-done = Состоялось. Прошу гостей об отзыве.
rate-event = Как вам <b>{ $event }</b>?
rate-guest = <b>{ $name }</b>, { $seats }, { $state } ({ $place } из { $of })
rate-guest-short = <b>{ $name }</b>, { $seats } ({ $place } из { $of })
rate-done = Это все гости. Спасибо.
rate-nobody = Оценивать некого.
button-star = { $n } ★
button-next = Дальше
button-own-event = ‹ Событие

## Бумаги организатору
paper-host-tomorrow = 🔔 <b>{ $event }: уже завтра.</b>
paper-host-begins = 🔔 <b>{ $event }: начало</b> ({ $left }).
paper-host-soon = 🔔 <b>{ $event }: скоро начало</b> ({ $left }).
paper-host-guests = { $n ->
    [0] Мест пока никто не взял.
    [one] { $n } гость: { own-coming }.
    [few] { $n } гостя: { own-coming }.
   *[many] { $n } гостей: { own-coming }.
 }
paper-host-camera = { $n ->
    [0] Мест пока никто не взял.
    [one] { $n } гость. Наведите камеру на QR.
    [few] { $n } гостя. Наведите камеру на их QR.
   *[many] { $n } гостей. Наведите камеру на их QR.
 }
paper-low-on-time = <b>{ $event }: свободно { $free } из { $capacity }</b> ({ $left }).
paper-held-prompt = <b>{ $event }: время события вышло.</b> Состоялось? Через 12 часов отметится само.
paper-team-added = <b>Вам доступны события страницы «{ $page }»</b>, доступ от: { $name }
button-not-confirmed = Под вопросом
button-it-did-not = Нет
button-my-events-open = Мои события

## Очередь, для тех, кто ведёт событие
queue-one = <b>{ $name }</b> · { $seats } · номер в очереди { $number }
queue-moved = Готово: теперь номер { $number }.
queue-why-front = Почему { $name } в начало очереди? Напишите; это останется в записях.
queue-why-end = Почему { $name } в конец очереди? Напишите; это останется в записях.
button-queue-front = В начало
button-queue-end = В конец
