# Панель и API.

## Рамка каждой страницы
web-skip = К содержанию
web-nav = Главное
web-nav-events = Афиша
web-nav-mine = Мои брони
web-nav-hosting = Мои события
web-sign-in = Войти
web-sign-out = Выйти
web-foot = EventBooker. Время указано в поясе каждого события.
web-theme-system = Тема: как в системе
web-theme-dark = Тема: тёмная
web-theme-light = Тема: светлая
web-live = Сейчас
web-stale = Связи нет с
web-your-hold = Ваша бронь
web-strip = <b>{ $n ->
    [one] { $n } место
    [few] { $n } места
   *[other] { $n } мест
 } за вами</b>: { $event }. Осталось <b>{ $left }</b>.
web-say-five = До конца брони 5 минут.
web-say-one = До конца брони 1 минута.
web-say-end = Время брони вышло.

## Внутри Telegram
web-inside-opening = Открываю…
web-inside-closed = Не вижу, кто вы. Закройте эту страницу и откройте «Мои брони» заново из чата с ботом.

## Отдельные слова
web-free = Бесплатно
web-online = Онлайн
web-today = сегодня
web-seats-word = Места
web-seats = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[other] { $n } мест
 }
web-fewer = На одно место меньше
web-more = На одно место больше
web-pay = Оплатить { $sum }
web-confirm = Приду
web-change-seats = Изменить места
web-give-back = Вернуть места
web-until = до { $time }
web-time-left = Сколько осталось до конца брони
web-test-payment = Пробная оплата: деньги не списываются.
web-pays-in-chat = Оплата в чате с ботом.
web-open-telegram = Открыть чат
web-again = Ещё раз
web-show = Показать
web-search = Найти
web-create = Создать событие

## Состояния
web-state-held = За вами { $left }
web-state-going = Вы идёте
web-state-confirmed = Подтверждена
web-state-pending = Бронь
web-state-completed = Состоялось
web-state-expired = Время вышло
web-state-cancelled = Отмена
web-state-soldout = Мест нет
web-state-draft = Черновик
web-state-published = Опубликовано
web-seats-drawn = Мест { $total }: занято { $taken }, ваших { $mine }, в брони { $held }, свободно { $free }

## Афиша
web-whats-on = Афиша
web-seats-live = Места показаны на эту минуту
web-search-hint = Название, фильм, место
web-search-label = Поиск событий
web-filter = Фильтр событий
web-when = Когда
web-when-any = Любые дни
web-when-today = Сегодня
web-when-tomorrow = Завтра
web-when-week = Неделя
web-when-weekend = Выходные
web-when-month = Месяц
web-with-seats = Есть места
web-price = Цена
web-price-any = Любая цена
web-price-up-to = До { $sum }
web-left-of = <b>Свободно { $n }</b> из { $total }
web-all-taken = { $total ->
    [one] Занято { $total } место
    [few] Заняты все { $total } места
   *[other] Заняты все { $total } мест
 }
web-earlier = Раньше
web-later = Дальше
web-nothing-fits = Ничего не подходит
web-nothing-fits-more = Уберите фильтр или посмотрите всё.
web-show-all = Показать всё
web-nothing-yet = Пока ничего нет
web-nothing-yet-more = Начните со своего события: название, дата, число мест.

## Событие
web-all-events = Все события
web-private = Событие закрытое: его видят только те, кого пригласили.
web-ends-at = До { $time }.
web-starts-in = Начало через { $left }.
web-online-more = Ссылка придёт с билетом.
web-hybrid = Можно и онлайн; ссылка придёт с билетом.
web-host = Организатор
web-price-a-seat = <b>{ $sum }</b> за место
web-seats-left-of = { $n ->
    [one] <b>Свободно { $n } место</b> из { $total }
    [few] <b>Свободно { $n } места</b> из { $total }
   *[other] <b>Свободно { $n } мест</b> из { $total }
 }
web-and-held = , в брони { $n }
web-held-for-you = { $n ->
    [one] <b>{ $n } место за вами.</b>
    [few] <b>{ $n } места за вами.</b>
   *[other] <b>{ $n } мест за вами.</b>
 }
web-hold-seats = { $n ->
    [one] Взять { $n } место
    [few] Взять { $n } места
   *[other] Взять { $n } мест
 }
web-take-seats = { $n ->
    [one] Взять { $n } место
    [few] Взять { $n } места
   *[other] Взять { $n } мест
 }
web-hold-terms = Места за вами { $ttl }, пока вы платите. Если вернуть их до { $until }, деньги вернутся полностью.
web-hold-terms-free = Места за вами { $ttl }; за это время подтвердите, что придёте.
web-take-terms = Платить не нужно. Вернуть места можно в любое время до начала.
web-hold-ended = { $n ->
    [one] Время брони вышло, { $n } место снова свободно. Деньги не списаны.
    [few] Время брони вышло, { $n } места снова свободны. Деньги не списаны.
   *[other] Время брони вышло, { $n } мест снова свободны. Деньги не списаны.
 }
web-going = { $n ->
    [one] <b>Вы идёте: { $n } место.</b> Код { $code }.
    [few] <b>Вы идёте: { $n } места.</b> Код { $code }.
   *[other] <b>Вы идёте: { $n } мест.</b> Код { $code }.
 }
web-paid = Оплачено { $sum }.
web-show-ticket = Показать билет
web-sign-in-to-take = Войти и взять места
web-soldout-more = Сейчас все места заняты. Неоплаченные брони возвращаются сами, и страница сразу это покажет.
web-own-event = Это ваше событие: места для гостей.
web-begun = Уже началось, бронирование закрыто.
web-draft-more = Черновик, видите только вы.
web-cancelled-why = Событие отменено: «{ $why }».
web-cancelled-more = Событие отменено.
web-money-back = Всё оплаченное вернётся.
web-took-place = Состоялось.
web-rather-chat = <b>Удобнее в чате?</b>
web-qr-event = QR-код: открывает событие в Telegram

## Мои брони
web-my-pages = Мои страницы
web-bookings = Брони
web-access = Входы и токены
web-waiting-for-you = Ждут вас
web-on-hold-line = { $n ->
    [one] <b>{ $n } место за вами</b>
    [few] <b>{ $n } места за вами</b>
   *[other] <b>{ $n } мест за вами</b>
 }
web-coming-up = Впереди
web-in-time = через { $left }
web-qr-ticket = Билет, код { $code }
web-at-the-door = Покажите на входе
web-no-bookings = Броней пока нет
web-no-bookings-more = Здесь будут ваши места и время, которое осталось на оплату.
web-past = Прошли
web-nothing-charged = Время брони вышло, деньги не списаны.
web-went-back = Места возвращены.

## Больше мест, меньше, ни одного
web-you-have = { $n ->
    [one] У вас { $n } место.
    [few] У вас { $n } места.
   *[other] У вас { $n } мест.
 }
web-held-until = За вами до { $time }.
web-how-many = Сколько мест нужно?
web-choose-seats = Выберите число. Пока вы не подтвердите, ничего не изменится.
web-keep = { $n ->
    [one] Оставить { $n } место
    [few] Оставить { $n } места
   *[other] Оставить { $n } мест
 }
web-quote-more = { $n ->
    [one] { $n } место вместо { $was }.
    [few] { $n } места вместо { $was }.
   *[other] { $n } мест вместо { $was }.
 }
web-quote-more-held = { $n ->
    [one] { $n } место вместо { $was }: к оплате { $sum }, срок прежний ({ $time }).
    [few] { $n } места вместо { $was }: к оплате { $sum }, срок прежний ({ $time }).
   *[other] { $n } мест вместо { $was }: к оплате { $sum }, срок прежний ({ $time }).
 }
web-quote-let-go = { $n ->
    [one] Вы отпускаете { $n } место. Деньги не списаны.
    [few] Вы отпускаете { $n } места. Деньги не списаны.
   *[other] Вы отпускаете { $n } мест. Деньги не списаны.
 }
web-quote-refund = { $n ->
    [one] Вы возвращаете { $n } место; { $sum } вернутся тем же путём.
    [few] Вы возвращаете { $n } места; { $sum } вернутся тем же путём.
   *[other] Вы возвращаете { $n } мест; { $sum } вернутся тем же путём.
 }
web-quote-late = Срок возврата вышел ({ $time }); деньги не вернутся.
web-quote-back = { $n ->
    [one] Вы возвращаете { $n } место.
    [few] Вы возвращаете { $n } места.
   *[other] Вы возвращаете { $n } мест.
 }
web-do-take = { $n ->
    [one] Взять { $n } место
    [few] Взять { $n } места
   *[other] Взять { $n } мест
 }
web-do-refund = Вернуть { $n } · { $sum }
web-do-back = Вернуть { $n }
web-do-let-go = Отпустить

## Входы и токены
web-tokens = Токены
web-tokens-more = С токеном программа бронирует и ведёт события от вашего имени. Что она может, описано здесь:
web-token-label = Для чего он?
web-token-make = Создать токен
web-token-once = Скопируйте сейчас: токен показан один раз.
web-wrong-label = Напишите в двух словах, для чего он.
web-since = с { $date }
web-drafts = Черновики
web-who = Брони на эту минуту
web-more-bookings = Ещё { $n }
web-seen = последний вход: { $date }
web-revoke = Отозвать
web-browsers = Где открыт вход
web-a-browser = Браузер
web-leave-everywhere = Выйти везде

## Вход
web-sign-in-more = Без пароля. Бот даёт ссылку, которая действует один раз в течение 10 минут.
web-link-spent = Эта ссылка уже использована или устарела; каждая действует один раз. Попросите у бота новую.
web-from-telegram = Из Telegram
web-login-1 = Откройте <b>{ $bot }</b>
web-login-2 = Отправьте <code>/login</code>
web-login-3 = Откройте ссылку из ответа
web-qr-login = QR-код: открывает бота и просит ссылку для входа
web-enter-more = Ещё один шаг, чтобы предпросмотр ссылки её не израсходовал.
web-enter = Войти в панель
web-enter-once = Ссылка действует один раз. Потом этот браузер помнит вас, пока вы не выйдете.

## Мои события
web-hosting-own = Ваши события на эту минуту
web-hosting-all = Все события на эту минуту
web-made = Событие создано.
web-look-at-it = Посмотреть
web-new-event = Новое событие
web-f-name = Название
web-f-date = Дата
web-f-time = Начало
web-f-zone = Часовой пояс: { $zone }
web-f-place = Где
web-f-seats = Сколько мест
web-f-price = Цена места, { $currency }
web-f-price-hint = 0 значит бесплатно
web-f-ttl = Бронь, минут
web-f-ttl-hint = Сколько ждут неоплаченные места, от 1 до 10080
web-f-description = Описание
web-th-events = События
web-th-event = Событие
web-th-state = Состояние
web-th-seats = Места
web-th-free = Свободно
web-th-held = В брони
web-th-sold = Занято
web-publish = Опубликовать
web-delete-draft = Удалить черновик
web-bookings-now = { $n ->
    [one] Сейчас { $n } бронь
    [few] Сейчас { $n } брони
   *[other] Сейчас { $n } броней
 }
web-no-bookings-yet = Броней пока нет
web-no-events = Событий пока нет
web-no-events-more = Заполните форму выше; гости сразу увидят событие.
web-wrong-date = Выберите день, например 2026-11-28.
web-wrong-time = Напишите время, например 19:00.
web-wrong-number = «{ $typed }» не подойдёт. Нужно число от { NUMBER($least, useGrouping: 0) } до { NUMBER($most, useGrouping: 0) }.
web-wrong-price = Напишите цену так: 500 или 12,50; 0 значит бесплатно.

## Невозможные значения
web-invalid-wrong = Так не получится. Проверьте значение.
web-invalid-missing = Это нужно указать.
web-invalid-unknown = Такого поля нет.
web-invalid-empty = Здесь нужно что-нибудь написать.
web-invalid-too-long = Короче: не больше { NUMBER($most, useGrouping: 0) } знаков.
web-invalid-too-small = Не меньше { NUMBER($least, useGrouping: 0) }.
web-invalid-too-large = Не больше { NUMBER($most, useGrouping: 0) }.
web-invalid-not-a-number = Здесь нужно целое число.
web-invalid-not-a-date = Нужны дата и время, например 2026-11-28T19:00.
web-invalid-not-a-choice = Подойдут только перечисленные слова.
web-invalid-no-such-zone = Такого часового пояса нет; есть, например, Europe/Moscow.
web-invalid-no-such-currency = Такой валюты нет; есть, например, EUR.
web-invalid-not-a-link = Ссылка начинается с https:// и не содержит пробелов.
web-invalid-twice = Одно и то же сказано дважды.
web-invalid-taken = Такой адрес уже занят. Выберите другой.
web-invalid-not-a-slug = Буквы a–z, цифры и одиночные дефисы, от 3 до 40 знаков.
web-invalid-not-a-color = Нужен цвет, например #7a1f2b.
web-invalid-past = Это уже прошло. Выберите время впереди.
web-invalid-dst-gap = Такого времени той ночью не будет: часы переводят вперёд. Выберите другое.
web-invalid-too-far = Это слишком далеко: не больше пяти лет вперёд.
web-invalid-before-start = Окончание бывает после начала.
web-invalid-after-start = Возврат возможен до начала или раньше.
web-invalid-stars-only = Места онлайн продаются за звёзды Telegram: для цены онлайн нужна валюта XTR.
web-invalid-no-stars = Звёзды годятся для событий онлайн. Выберите другую валюту.

## Отказы самого HTTP
web-problem-invalid = Некоторые значения не подходят; какие, сказано в errors.
web-problem-foreign = Запрос пришёл с другого сайта или со слишком старой страницы. Откройте страницу заново и повторите.
web-problem-not-allowed = По этому адресу такой метод не работает; подходящие названы в Allow.
web-problem-too-large = Тело запроса больше 1 МиБ. Отправьте меньше.
web-problem-not-json = Отправьте тело как application/json.
web-problem-bad-json = Тело не похоже на JSON. Проверьте кавычки, числа и кодировку UTF-8.
web-problem-bad-request = Запрос не удалось прочесть. Проверьте его и отправьте снова.
web-problem-not-ready = Ещё не всё готово: { $missing }. Спросите через секунду.
web-problem-sign-in-needed = Вход не выполнен. Пришлите токен или войдите по ссылке от бота.
web-problem-link-spent = Эта ссылка уже использована или устарела. Попросите у бота новую.
web-problem-other = Сейчас так сделать нельзя. Посмотрите на событие ещё раз.
web-status-400 = Не удалось понять
web-status-401 = Нужен вход
web-status-402 = Нужна оплата
web-status-403 = Нельзя
web-status-404 = Здесь ничего нет
web-status-405 = Другим способом
web-status-409 = Положение изменилось
web-status-410 = Больше не действует
web-status-413 = Слишком много
web-status-415 = Другой формат
web-status-422 = Некоторые значения не подходят
web-status-500 = Что-то сломалось
web-status-503 = Сейчас очень людно
