# Управление: пять комнат за одной карточкой, только для админов.

admin-title = <b>Управление</b>
admin-messages = Сообщения: { $waiting ->
    [one] { $waiting } ждёт
    [few] { $waiting } ждут
   *[many] { $waiting } ждут
 }, { $dead ->
    [one] { $dead } не дошло
    [few] { $dead } не дошли
   *[many] { $dead } не дошли
 }
admin-money = Деньги: возвратов зависло { $stuck }, платежей на разборе { $review }
admin-events = События { $events } · люди { $people } · сегодня { $today ->
    [one] { $today } бронь
    [few] { $today } брони
   *[many] { $today } броней
 }
button-adm-people = Люди
button-adm-dead = Сообщения
button-adm-money = Деньги
button-adm-check = Целостность
button-adm-drill = Учения
button-adm-home = ‹ Управление

people-ask = <b>Люди.</b> Напишите имя, @имя, номер, телефон или почту.
people-found = <b>Люди</b>: { $what }
people-none = Никого не нашлось. Напишите иначе.
people-more = Есть и другие; напишите имя подробнее.
people-item = { $n }. { $name } · № { $id }
person-title = <b>{ $name }</b> · { $id }
person-admin = Администратор.
person-numbers = Брони { $bookings } · события { $events }
person-may-host = Может создавать события там, где это нужно одобрять.
person-banned = 🚫 Доступ закрыт.
person-away = В чате не на связи.
person-ask-adm = Сделать администратором: { $name }? Откроются все события, гости и деньги; войти придётся заново.
person-ask-unadm = Больше не администратор: { $name }? Останутся только свои события; войти придётся заново.
person-ask-host = Разрешить создавать события: { $name }?
person-ask-unhost = Больше не создавать событий: { $name }? Нынешние события остаются.
person-ask-ban = Закрыть доступ: { $name }? Можно будет только смотреть и возвращать свои места; свои события остаются как есть.
person-ask-unban = Снова открыть доступ: { $name }?
button-usr-adm = Сделать админом…
button-usr-unadm = Больше не админ…
button-usr-host = Разрешить события…
button-usr-unhost = Запретить события…
button-usr-ban = Закрыть доступ…
button-usr-unban = Открыть доступ…
button-usr-sure = Да
button-usr-keep = ‹ Оставить

dead-title = <b>Недошедшие сообщения</b>
dead-none = Все сообщения дошли или в пути.
dead-item = { $n }. { $kind }, кому: { $name }; { $error } ({ $when })
dead-item-event = { $n }. { $kind }, кому: { $name }, { $event }; { $error } ({ $when })
button-dead-go = { $n } ещё раз
button-dead-no = { $n } снять

cash-title = <b>Деньги, которые ждут человека</b>
cash-none = Ничего не ждёт человека.
cash-refund = { $n }. Возврат { $sum }, { $attempts ->
    [one] { $attempts } попытка
    [few] { $attempts } попытки
   *[many] { $attempts } попыток
 }: { $error }
cash-payment = { $n }. Оплата { $sum }, которая не дала мест
cash-back-sure = Вернуть { $sum }?
cash-trying = Пробую ещё раз; итог появится здесь.
cash-unnamed = причина не названа
button-cash-again = { $n }: ещё раз
button-cash-back = { $n }: вернуть…
button-cash-back-sure = Вернуть { $sum }
button-cash-hand = { $n }: улажено вручную
cash-note = Как это улажено? Напишите; запись сохранится.

check-well = ✅ { $n ->
    [one] { $n } проверка сходится
    [few] { $n } проверки сходятся
   *[many] { $n } проверок сходятся
 } ({ $until }).
check-ill = ⚠️ Проверка { $number }: { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[many] { $n } строк
 }, первые { $ids }
button-check-again = Проверить снова

drill-title = <b>Учения</b>
drill-about = Соперников { $rivals }, мест { $seats }, событие одноразовое: все сразу, через настоящую кассу. База своя: ничьи места не тронуты, никому ничего не приходит.
drill-running = Идут. Итог появится здесь через несколько секунд.
drill-result = { $sign } Продано { $sold }, отказов с причиной { $refused }, лишних { $over }, { $seconds } с.
drill-pace = Половина получает ответ за { $median } мс; броней в секунду { $rate }.
drill-unanswered = Без ответа: { $n }.
button-drill = Начать учения
button-drill-again = Ещё раз
