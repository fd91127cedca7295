# Создание и изменение событий в чате: вопросы, черновик, изменения, приглашения.

## Вопросы
draft-q-name = <b>Как называется событие?</b>
draft-q-start = <b>Когда начало?</b>
draft-q-tz = <b>По времени какого города?</b> Выберите или напишите: Берлин, UTC+3.
draft-q-ends = <b>Когда окончание?</b> Напишите, сколько длится или до какого времени: 2 ч 30 мин, 22:00.
draft-q-place = <b>Где?</b>
draft-q-point = Точка на карте есть. <b>Как называется место?</b> Напишите название или адрес.
draft-q-link = Пришлите ссылку; гости получат её с билетом.
draft-q-seats = <b>Сколько мест?</b>
draft-q-price = <b>Сколько стоит место?</b> Напишите 500 или 12 EUR.
draft-q-price-stars = <b>Сколько стоит место?</b> Онлайн, в звёздах Telegram: напишите число.
draft-q-text = <b>Что важно знать гостям?</b> Напишите несколько строк; прочерк их уберёт.
draft-q-film = <b>Какой это фильм?</b> Напишите название; прочерк его уберёт.
draft-q-access = <b>Кому видно?</b> Закрытое событие видят те, у кого есть ссылка-приглашение.
draft-q-hold = <b>Сколько держать места до оплаты?</b> Выберите или напишите: 15 мин, 2 ч.
draft-q-max = <b>Сколько мест может взять один человек?</b>
draft-q-confirm = <b>Подтверждают ли гости бесплатное событие?</b> Тогда места держатся до подтверждения.
draft-q-refund = <b>До какого времени возвращать деньги?</b> Выберите или напишите, за сколько до начала: 24 ч, 2 дня.
draft-q-page = <b>На какой странице?</b> Её команда тоже сможет вести событие.
draft-start-hint = Выберите или напишите: завтра в 19:00, пт 19:00, 25.12 18:30. Время: { $city }.
draft-place-hint = Напишите адрес, пришлите место или геопозицию, либо выберите.
draft-hour = { $day }. <b>Во сколько?</b>
draft-now = Сейчас: { $value }
draft-said = { $value }. { $question }

## Сказанное словами
draft-said-name = «{ $name }»
draft-said-online = Онлайн
draft-said-both = { $place } и онлайн
draft-said-seats = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }
draft-said-price = { $sum } за место
draft-said-free = Бесплатно
draft-in-days = { $n ->
    [0] сегодня
    [1] завтра
    [one] через { $n } день
    [few] через { $n } дня
   *[many] через { $n } дней
 }
draft-in-weeks = { $n ->
    [1] через неделю
    [one] через { $n } неделю
    [few] через { $n } недели
   *[many] через { $n } недель
 }
draft-in-months = { $n ->
    [1] через месяц
    [one] через { $n } месяц
    [few] через { $n } месяца
   *[many] через { $n } месяцев
 }

## Ответ, который не ответ
draft-unread-start = Не понимаю «{ $said }» как время. Напишите так: пт 19:00, 28.11 19:00, завтра в 19:00.
draft-unread-tz = Не знаю города «{ $said }». Напишите другой поблизости или UTC+3.
draft-unread-ends = Не понимаю «{ $said }». Напишите так: 2 ч, 2 ч 30 мин, 22:00.
draft-unread-price = Не понимаю «{ $said }» как цену. Напишите так: 500, 12 EUR, бесплатно.
draft-unread-seats = Здесь нужно число, например 40.
draft-unread-max = Здесь нужно число, например 4.
draft-unread-hold = Не понимаю «{ $said }». Напишите так: 15 мин, 2 ч, 1 день.
draft-unread-refund = Не понимаю «{ $said }». Напишите так: 24 ч, 2 дня, нет.
draft-unread-pick = Выберите, пожалуйста, одну из кнопок.
draft-past = Это уже прошло. Имелось в виду { $instead }?
draft-past-only = Это уже прошло. Напишите время, которое ещё впереди.
draft-gap = { $time } той ночью не будет: часы переводят вперёд.
draft-wrong-too-long = Слишком длинно: не больше { $most } знаков.
draft-wrong-too-small = Слишком мало: не меньше { $least }.
draft-wrong-too-large = Слишком много: не больше { $most }.
draft-wrong-too-far = Это слишком далеко.
draft-wrong-empty = Здесь нужна хотя бы одна буква.
draft-wrong-not-a-link = Это не ссылка. Она начинается с https:// и не содержит пробелов.
draft-wrong-stars-only = Места онлайн продаются за звёзды Telegram: напишите просто число.
draft-wrong-no-stars = Звёзды годятся для событий онлайн; здесь нужна сумма в деньгах.
draft-wrong-past = Это уже прошло. Напишите время, которое ещё впереди.
draft-wrong-before-start = Окончание вышло бы раньше начала.
draft-wrong-after-start = Возврат не может длиться дольше, чем до начала.
draft-wrong-missing = Здесь что-то должно быть.
draft-wrong-other = Так не получится, попробуйте иначе.

## Черновик
draft-card = <b>Черновик, видите только вы.</b> { $access } · бронь { $hold } · { $most ->
    [1] 1 место на человека
    [one] до { $most } места на человека
    [few] до { $most } мест на человека
   *[many] до { $most } мест на человека
 } · { $refund }.
draft-missing = Осталось: { $what }.
draft-nameless = Пока без названия
draft-lying = У вас есть начатое. Продолжить или начать новое?
draft-lying-most = Начатого уже слишком много. Продолжите одно из этого или удалите.
draft-sure = Удалить черновик { $name }? Написанное пропадёт.
draft-dropped = Черновика больше нет. Новый: /new
draft-published = <b>Опубликовано.</b> Поделитесь: { $link }
draft-kept = Черновик сохраняю: /new
draft-left = Оставляем как есть; черновик сохраняю: /new
draft-waiting = Жду { $what }: «{ $name }». /cancel прервёт, черновик останется.
draft-waiting-new = Жду { $what }: новое событие. /cancel прервёт, черновик останется.
draft-w-name = название
draft-w-start = время начала
draft-w-tz = часовой пояс
draft-w-ends = время окончания
draft-w-place = место
draft-w-link = ссылку
draft-w-seats = число мест
draft-w-price = цену места
draft-w-text = описание
draft-w-film = фильм
draft-w-access = ответ, кому видно
draft-w-hold = время брони
draft-w-max = число мест на человека
draft-w-confirm = ответ о подтверждении
draft-w-refund = срок возврата
draft-w-page = страницу

## Поля: коротко на кнопках и внутри фразы
draft-f-name = Название
draft-f-start = Когда
draft-f-tz = Пояс
draft-f-ends = Окончание
draft-f-place = Где
draft-f-map = Карта
draft-f-link = Ссылка
draft-f-seats = Места
draft-f-price = Цена
draft-f-text = Описание
draft-f-film = Фильм
draft-f-access = Видно
draft-f-hold = Бронь
draft-f-max = Мест одному
draft-f-confirm = Подтверждать
draft-f-refund = Возврат до
draft-f-page = Страница
draft-t-name = название
draft-t-start = когда
draft-t-tz = пояс
draft-t-ends = до какого времени
draft-t-place = где
draft-t-map = карта
draft-t-link = ссылка
draft-t-seats = сколько мест
draft-t-price = цена
draft-t-text = описание
draft-t-film = фильм
draft-t-access = кому видно
draft-t-hold = время брони
draft-t-max = мест на человека
draft-t-confirm = подтверждение
draft-t-refund = возврат
draft-t-page = страница
draft-public = Открытое
draft-private = Закрытое
draft-everyone = всем
draft-invited = приглашённым
draft-yes = да
draft-no = нет
draft-none = нет
draft-a-text = есть
draft-refund-start = возврат до начала
draft-refund-before = возврат за { $length } до начала
draft-refund-none = без возврата
draft-until-start = начала
draft-until-before = за { $length }

## Изменения
draft-grid = <b>{ $name }</b>. Что изменить?
draft-changes = <b>Изменения</b>
draft-change = { $field }: { $old } → { $new }
draft-change-price = { $field }: { $old } → { $new }, для новых броней
draft-change-text = { $field }: новое
draft-change-map = { $field }: другая точка
draft-told = <b>{ $n ->
    [one] Узнает { $n } гость
    [few] Узнают { $n } гостя
   *[many] Узнают { $n } гостей
 }:</b> { $what }.
draft-told-line = <b>В очереди { $n ->
    [one] узнает { $n } человек
    [few] узнают { $n } человека
   *[many] узнают { $n } человек
 }:</b> { $what }.
draft-not-told = Не сообщаю: { $what }.
draft-line-first = { $n ->
    [one] { $n } новое место
    [few] { $n } новых места
   *[many] { $n } новых мест
 } сначала получит очередь.
draft-applied = <b>Изменено.</b>
draft-applied-told = <b>Изменено.</b> { $n ->
    [one] Сообщаю { $n } гостю.
    [few] Сообщаю { $n } гостям.
   *[many] Сообщаю { $n } гостям.
 }
draft-applied-line = В очереди сообщаю { $n ->
    [one] { $n } человеку
    [few] { $n } людям
   *[many] { $n } людям
 }.
draft-changes-dropped = Изменений больше нет.

## Кнопки
button-draft-later = Позже
button-draft-home = ‹ Афиша
button-draft-today = Сегодня { $time }
button-draft-tomorrow = Завтра { $time }
button-draft-zone = Другой пояс
button-draft-online = Онлайн
button-draft-both = И онлайн
button-draft-free = Бесплатно
button-draft-again = Снова: { $name }
button-draft-go-on = Дальше: { $name }
button-draft-new = Новое
button-draft-yes = Да
button-draft-evening = Нет, в { $time }
button-draft-publish = Опубликовать
button-draft-say-on = Дальше
button-draft-change = Изменить
button-draft-private = Сделать закрытым
button-draft-public = Сделать открытым
button-draft-delete = Удалить черновик…
button-draft-delete-sure = Удалить
button-draft-keep = ‹ Оставить
button-draft-apply = Применить
button-draft-apply-tell = { $n ->
    [one] Применить и сообщить { $n }
    [few] Применить и сообщить { $n }
   *[many] Применить и сообщить { $n }
 }
button-draft-drop = Отбросить
button-draft-needed = Гости подтверждают
button-draft-not-needed = Сразу подтверждено
button-draft-until-start = До начала
button-draft-no-refund = Без возврата
button-draft-no-page = Без страницы
button-draft-length = +{ $length }
button-edit = Изменить
button-copy = Повторить
button-invite = Пригласить

## Приглашения
invites-title = 🔒 <b>Ссылки-приглашения</b>
invites-title-public = <b>Ссылка на событие</b>
invites-public = По этой ссылке может прийти каждый:
    { $link }
invites-none = Ссылок нет. Сделайте одну и отправьте тем, кого ждёте.
invites-item = { $n }. от { $day } · { $came ->
    [0] по ней ещё никто не пришёл
    [one] по ней пришёл { $came } человек
    [few] по ней пришли { $came } человека
   *[many] по ней пришли { $came } человек
 }
    { $link }
invites-sure = Отозвать ссылку от { $day }? Кто пришёл по ней и ничего не забронировал, потеряет доступ.
invites-most = Ссылок уже { $most }; сначала отзовите одну.
button-invite-share = Отправить
button-invite-share-n = Отправить { $n }
button-invite-copy = Скопировать
button-invite-copy-n = Скопировать { $n }
button-invite-revoke = Отозвать…
button-invite-revoke-n = Отозвать { $n }…
button-invite-revoke-sure = Отозвать
button-invite-new = Новая ссылка
button-invite-keep = ‹ Оставить
