# То, что гость встречает вокруг события: избранное, кто и что за ним стоит, как прошло, придёт ли.

## Избранное
home-saved = избранное
button-saved = ♥ Избранное · { $n }
button-save = ♡ Сохранить
button-saved-this = ♥ Сохранено

## За событием
card-host-rated = Организатор: { $host }, { $stars } ★ ({ $n })
button-questions = Вопросы · { $n }
button-this-film = Ещё этот фильм
button-whats-on-of = Афиша: { $what }
button-earlier = Раньше ›
button-latest = ‹ Последние
host-rated = { $stars } ★, отзывов { $n }
host-events = событий { $n }
host-events-rated = событий { $n }, в среднем { $stars } ★
host-past = { $event } · { $day }
host-past-rated = { $event } · { $day } · { $stars } ★ ({ $n })
review-quoted = { $stars } ★ { $name }: «{ $text }»
page-contact = { $name }: { $value }

## Конец события
state-ended = Время события вышло.
state-over-rated = Состоялось. { $stars } ★, { $n ->
    [one] оценил { $n } гость
    [few] оценили { $n } гостя
   *[many] оценили { $n } гостей
 }.
state-in = 🎟 <b>На месте с { $since }.</b>
state-in-part = 🎟 <b>На месте с { $since }: { $n } из { $of }.</b>
button-review = Оставить отзыв
button-your-review = Ваш отзыв: { $n } ★
button-next-from = Ещё: { $host }

## Вести об избранном
paper-saved-seats = ♥ <b>{ $event }: снова есть места</b>, { $n }.
paper-saved-changed = ♥ <b>{ $event }: есть изменения.</b>
button-no-more = Больше не надо

## Придёт ли
reminder-tomorrow = 🔔 { $event }: уже завтра.
reminder-today = 🔔 { $event }: уже сегодня.
reminder-ahead = 🔔 { $event } ({ $left })
reminder-soon = 🔔 { $event }: скоро начало ({ $left }).
reminder-ask = { $seats }. Придёте?
reminder-said = ✅ Вы придёте.
button-will-come = Приду
button-cant-after-all = Всё-таки не смогу
button-join = Войти
button-fine = Хорошо

## Как прошло
review-ask = Как вам { $event }?
review-ask-host = Событие: { $stars } ★. А организатор, { $host }?
review-thanks = Спасибо: событие { $event } ★, организатор { $host } ★.
review-thanks-event = Спасибо: событие { $event } ★.
review-words = Пара слов? Просто напишите; прочтут гости и { $host }.
review-kept = Добавляю к отзыву: { $event }. Напишите ещё раз, чтобы заменить.
button-skip = Пропустить
button-change-stars = Изменить оценку
button-done = Готово

## Чем кончилось
my-offer-ended = время предложения вышло
my-passed-on = отказ от предложения
my-by-host = бронь отменена организатором
my-stars = { $n } ★
my-refunded = возвращено { $sum }
my-refunding = возвращаем { $sum }

## Что человек выбирает
settings-zone = Часовой пояс: { $city }, сейчас { $now }
settings-zone-none = Часовой пояс: как у события
settings-quiet = Тихие часы: { $hours }
quiet-none = нет
button-zone = Часовой пояс
button-messages = Сообщения
zone-ask = По времени какого города вы живёте? Выберите или напишите.
zone-unread = Не знаю такого города. Напишите другой поблизости или сдвиг: Берлин, UTC+3.
button-zone-none = Как у события
messages-ask = О чём писать? О ваших местах и деньгах пишу всегда.
hear-day = За 24 часа
hear-hour = За час
hear-saved = Избранное
hear-review = Отзывы
hear-guest-1 = Каждый гость
hear-guest-d = Гости: сводка
hear-guest-0 = Гости: не писать
button-quiet-none = Без тихих часов
button-my-data = Мои данные
button-send-data = Прислать мои данные
