# Разговор: карточки, вопросы, кнопки.

## Кусочки
seats-count = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }
seats-yours = { $n ->
    [1] ваше место
    [2] оба места
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }
seats-free = свободно { $n }
seats-last = осталось { $n }
seats-none = мест нет
price-free = бесплатно

## Афиша
home-title = <b>Афиша</b>
home-title-of = <b>Афиша: { $what }</b>
home-next = 🎟 Скоро: { $event } ({ $left })
home-item = { $n }. <b>{ $event }</b>
home-item-online = { $n }. <b>{ $event }</b>, онлайн
home-line = { $start } · { $price } · { $seats }
home-hint = Напишите слово или дату, и я поищу.
home-nothing-fits = Ничего не подходит. Показать всё?
home-nothing-on = Пока ничего нет. Начните со своего: /new
button-show-all = Показать всё
button-with-seats = Есть места
button-when-any = Любой день
button-when-today = Сегодня
button-when-tomorrow = Завтра
button-when-week = Неделя
button-when-weekend = Выходные
button-when-month = Месяц
button-price-any = Любая цена
button-price-free = Бесплатно
button-price-up-to = До { $sum }
button-my = 🎟 Мои брони
button-my-count = 🎟 Мои брони · { $n }
button-home = ‹ Афиша
button-back = ‹ Назад

## Первая встреча
first-note = Места, билеты и напоминания живут в этом чате. Бронируя, вы принимаете /terms; что я храню: /privacy.
link-opens-nothing = По этой ссылке ничего не открывается: её могли отозвать или исказить. Попросите новую у того, кто прислал.

## Карточка события
card-length = { $start } · { $length }
card-place = 📍 { $place }
card-online = Онлайн; ссылка придёт с билетом
card-online-ticket = Онлайн; ссылка в билете
map-none = Точки на карте больше нет. Где это, сказано в карточке.
card-price = { $price } за место
card-price-free = Бесплатно
card-seats-free = <b>свободно { $free } из { $capacity }</b>
card-seats-left = <b>свободно { $free } из { $capacity }</b>
card-seats-last = <b>{ $free ->
    [one] осталось { $free } место
    [few] осталось { $free } места
   *[many] осталось { $free } мест
 }</b>
card-seats-none = <b>мест нет</b>
card-host = Организатор: { $host }
card-film = Фильм: { $film }
state-draft = <b>Черновик, видите только вы.</b>
state-own = <b>Занято { $taken } из { $capacity }</b> · { $held ->
    [one] { $held } ждёт оплаты
    [few] { $held } ждут оплаты
   *[many] { $held } ждут оплаты
 }
state-not-enough = { $free ->
    [1] Сейчас свободно одно место. Возьмите его или встаньте в очередь на { $n }.
   *[other] Сейчас свободно { $free }. Возьмите { $free } или встаньте в очередь на { $n }.
 }
state-sold-out = <b>Мест нет.</b> { $waiting ->
    [0] Вернувшиеся места предлагаю очереди по порядку.
   *[other] В очереди { $waiting }; вернувшиеся места предлагаю по порядку.
 }
state-waiting = Ваш номер в очереди: <b>{ $number }</b>, на { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }. { $n ->
    [1] Когда оно освободится
    [one] Когда они освободятся
    [few] Когда они освободятся
   *[many] Когда они освободятся
 }, я напишу; на решение будет 30 минут.
state-offered = ⏳ <b>{ $n ->
    [one] Вам предложено { $n } место
    [few] Вам предложены { $n } места
   *[many] Вам предложено { $n } мест
 }</b> до { $until } ({ $left }).
leave-sure = Выйти из очереди? Номер { $number } пропадёт.
state-held = ⏳ <b>{ $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } за вами</b> до { $until } ({ $left }).
state-to-pay = К оплате { $sum }.
state-to-confirm = Подтвердите, что придёте.
state-hold-ended = Время брони вышло ({ $until }).
state-going = 🎟 <b>Вы идёте: { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }.</b>
state-paid = Оплачено { $sum }; вернём полностью до { $until }.
state-paid-late = Оплачено { $sum }; возврата уже нет.
state-begun = Уже началось, бронирование и очередь закрыты.
state-over = Состоялось.
state-cancelled = 🚫 <b>Событие отменено.</b>
state-cancelled-why = 🚫 <b>Событие отменено:</b> «{ $reason }».
state-money-back = Всё оплаченное вернётся.
button-wait = Встать в очередь на { $n }
button-leave-line = Выйти из очереди
button-leave = Выйти
button-stay = Остаться
button-fewer-seats = Меньше мест
button-pass-on = Отказаться
button-book = { $n ->
    [one] Взять { $n } место · { $sum }
    [few] Взять { $n } места · { $sum }
   *[many] Взять { $n } мест · { $sum }
 }
button-pay = Оплатить { $sum }
button-invoice-again = Прислать счёт ещё раз
button-coming = Приду
button-change-seats = Изменить места
button-let-go = Отпустить
button-give-back = Вернуть места
button-ticket = Показать билет
button-share = Поделиться
button-more = Ещё
button-map = На карте
button-copy-address = Скопировать адрес
button-panel = Открыть панель
address = 📍 { $place }
many-question = Сколько мест? Напишите число от { $from } до { $to }.
many-wrong = Нужно число от { $from } до { $to }, например { $such }. Сколько мест?
rush = Много желающих, ваше нажатие учтено. Карточка изменится.

## Изменить места
seats-choose = Выберите, сколько мест нужно.
seats-instead = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вместо { $was }.
seats-instead-held = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вместо { $was }: к оплате { $sum }, срок прежний ({ $until }).
seats-instead-held-free = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вместо { $was }, срок прежний ({ $until }).
seats-not-free = { $free ->
    [0] Больше свободных мест нет.
   *[other] Свободно ещё только { $free }.
 }
seats-fewer = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 } вместо { $was }. { $sum } вернутся тем же путём.
seats-late = Срок возврата вышел ({ $until }); деньги не вернутся.
seats-back = Вы возвращаете { $seats }.
seats-back-paid = Вы возвращаете { $seats }; { $sum } вернутся.
seats-let-go = { $n ->
    [1] Вы отпускаете своё место.
    [one] Вы отпускаете { $n } место.
    [few] Вы отпускаете { $n } места.
   *[many] Вы отпускаете { $n } мест.
 } Деньги не списаны.
seats-pass-on = Предложение перейдёт следующему, вы выйдете из очереди.
button-take = { $n ->
    [one] Взять { $n } место
    [few] Взять { $n } места
   *[many] Взять { $n } мест
 }
button-hold = { $n ->
    [one] Взять { $n } место
    [few] Взять { $n } места
   *[many] Взять { $n } мест
 }
button-give-back-n = Вернуть { $n }
button-give-back-sum = Вернуть { $n } · { $sum }
button-give-back-late = Вернуть без денег
button-keep = { $n ->
    [one] ‹ Оставить { $n } место
    [few] ‹ Оставить { $n } места
   *[many] ‹ Оставить { $n } мест
 }

## Оплата
invoice-description = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[many] { $n } мест
 }, { $where }. За вами до { $until }.
invoice-below = Счёт ниже.
checkout-lapsed = Время брони вышло в { $time }, места ушли дальше. Деньги не списаны. Откройте событие и забронируйте снова.
checkout-gone = Эти места больше не за вами. Деньги не списаны. Откройте событие и забронируйте снова.
checkout-changed = Этот счёт устарел: вы выбрали другое число мест. Оплатите новый счёт ниже.
checkout-not-yours = Этот счёт выписан другому человеку. Откройте событие и займите свои места.
checkout-paid = Эта бронь уже оплачена, билет в этом чате.
checkout-slow = Не получилось вовремя проверить места, деньги не списаны. Места по-прежнему за вами, попробуйте ещё раз.

## Мои брони
my-title = <b>Мои брони</b>
my-empty-ahead = Впереди броней нет.
my-empty-past = Прошедших броней пока нет.
my-item = { $n }. <b>{ $event }</b> · { $seats }
my-item-held = { $n }. ⏳ <b>{ $event }</b> · { $seats }
my-item-waiting = { $n }. <b>{ $event }</b> · номер в очереди { $number }
my-item-going = { $n }. 🎟 <b>{ $event }</b> · { $seats }
my-pay-until = оплатить до { $until } ({ $left })
my-confirm-until = подтвердить до { $until } ({ $left })
my-hold-ended = время брони вышло
my-given-back = места возвращены
my-let-go = бронь отпущена
my-cancelled = событие отменено
my-took-place = состоялось
my-time-over = время события вышло
button-ahead = Впереди
button-past = Прошли

## Панель, настройки, помощь, правила
login = Ссылка откроет панель один раз в течение 10 минут. Никому её не передавайте.
login-as-text = Ссылка откроет панель один раз в течение 10 минут. Никому её не передавайте: <code>{ $url }</code>
settings-title = <b>Настройки</b>
settings-language = Язык: русский
button-language = English
signed-out = Выход выполнен везде.
help = <b>Напишите слово</b>, и я поищу события. /events афиша · /my ваши брони · /new своё событие · /settings { $chosen } · /paysupport оплата
help-chosen = язык, часовой пояс, телефон, сообщения
help-chosen-mail = язык, часовой пояс, почта, телефон, сообщения
help-held = ⏳ <b>{ $event }</b> · { $seats } до { $until } ({ $left })
help-going = 🎟 <b>{ $event }</b> · { $seats }, { $start }
help-waiting = Жду { $what }. /cancel прервёт.
help-w-many = число мест
help-w-zone = город, по времени которого вы живёте
help-w-review = пару слов о событии
help-w-guests = имя или код гостя
help-w-kick = причину отмены брони
help-w-tell = слова для ваших гостей
help-w-stop = причину отмены события
help-w-people = имя, номер, телефон или почту человека
help-w-cash = пометку, как это решено
help-w-move = причину, почему меняется место в очереди
help-w-page = слова для вашей страницы
help-w-phone = ваш номер, по кнопке ниже
help-w-email = адрес вашей почты
help-w-code = код из письма
help-w-team = людей вашей страницы, по кнопке ниже
help-w-other = ваш ответ
help-offered = ⏳ <b>{ $event }</b> · { $seats }, предложение до { $until } ({ $left })
help-own = <b>{ $event }</b> · { $start } · { $taken } из { $capacity }
help-hosting = /hosting ваши события, гости и вход
help-admin = /admin управление
button-own-open = Гости и вход
button-open-it = Открыть
cancel-left = Оставляем как есть.
cancel-nothing = Прерывать нечего.
terms = <b>С чем вы соглашаетесь, бронируя</b>
    Бронь держит места до своего срока; неоплаченные и неподтверждённые вовремя места возвращаются. Билет действует на столько мест, сколько на нём указано. Места можно вернуть; оплаченное вернём полностью до времени, показанного на карточке события; оплата звёздами возвращается только целиком. Если событие отменено, вернём всё. Вопросы об оплате: /paysupport
privacy = Храню имя и идентификатор из Telegram, брони, платежи, отзывы и то, что вы указали в /settings. Никому не продаю.
text-needed = Здесь нужен текст или /cancel.
text-needed-for = Здесь нужен текст. { help-waiting }
only-text = Напишите слово для поиска или /help.
answer-now = Теперь: { $value }
answer-quoted = «{ $text }»
no-records = Не могу открыть записи, попробуйте через минуту.

## Меню у поля ввода и страница бота
menu-events = Афиша
menu-my = Мои брони
menu-new = Создать событие
menu-hosting = Мои события
menu-settings = Настройки
menu-help = Помощь
menu-admin = Управление
bot-description = Найдите событие, займите места, оплатите и получите билет в этом чате. Или проведите своё.
bot-short = Найдите событие, займите места, оплатите и получите билет в этом чате.
