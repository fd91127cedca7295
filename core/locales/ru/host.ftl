# Вести событие из чата: мои события, гости, вход, слово всем, конец.

## Мои события и своя карточка
hosting-title = <b>Мои события</b>
hosting-empty = Событий пока нет.
hosting-item = { $n }. <b>{ $event }</b> · { $start }
hosting-item-draft = { $n }. Черновик: <b>{ $event }</b> · { $start }
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
 }, { $silent } под вопросом
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
button-my-events-open = Мои события
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
guest-cancelled-why = бронь отменена: «{ $reason }»
guest-seats = { $seats }, { $state }
guest-seats-paid = { $seats } · оплачено { $sum }, { $state }
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
button-tab-ask = Под вопросом
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
door-part = <b>{ $in } из { $n } на месте с { $until }</b>: { $name }.
door-ready = <b>{ $name }, { $seats }.</b> Ещё не на месте.
door-given-back = ⚠️ <b>Билет возвращён ({ $until })</b>: { $name }. Не действует.
door-lapsed = ⚠️ <b>Время брони вышло ({ $until })</b>: { $name }. Не действует.
door-by-host = ⚠️ <b>Бронь отменена организатором ({ $until })</b>: { $name }. Не действует.
door-event-cancelled = ⚠️ <b>Событие отменено</b>: { $name }. Не действует.
door-unpaid = ⚠️ <b>Не оплачено</b>: { $name }, { $seats } до { $until }.
door-unconfirmed = ⚠️ <b>Не подтверждено</b>: { $name }, { $seats } до { $until }.
door-early = ⚠️ Билет на другое время ({ $start }): { $name }, { $seats }.
button-in-all = { $n ->
    [1] На месте
    [2] Оба на месте
    [one] Все { $n } на месте
    [few] Все { $n } на месте
   *[many] Все { $n } на месте
 }
button-in-some = { $in } из { $n }
button-in-only = Только { $in } из { $n }
button-in-undo = Отменить вход
button-in-anyway = Всё равно впустить

## Отменить бронь гостя
kick-why = <b>Отменить эту бронь?</b> { $name }, { $seats }. Напишите почему; гость прочтёт.
kick-sure = { $name } прочтёт: «{ $reason }». <b>Вернуть бронь будет нельзя.</b>
kick-money = { $sum } вернутся.
button-kick-sure = Отменить бронь
button-kick-sure-sum = Отменить и вернуть { $sum }
button-kick-keep = ‹ Не отменять
kick-done = Бронь отменена: { $name }.
