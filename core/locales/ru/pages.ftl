# Страницы, под которыми выходят события: свои, команда, частые вопросы гостей.

## Свои страницы
button-pages = Страницы
pages-title = <b>Страницы</b>
pages-empty = Страница собирает события под одним именем: клуб, место, команда. По её ссылке видно все.
page-item = { $n }. <b>{ $name }</b> · в команде { $team } · вопросы: { $questions }
button-new-page = Новая страница
page-made = Готово. Это её карточка; добавьте то, что нужно знать гостям.
page-team = Команда: { $names }
page-questions = вопросы: { $n }
page-color = цвет { $color }
page-logo = с логотипом
button-page-name = Название
button-page-slug = Адрес
button-page-about = О странице
button-page-logo = Логотип
button-page-contacts = Контакты
button-page-color = Цвет
button-page-team = Команда
button-page-questions = Вопросы
button-page-events = Её события
button-page-none = Оставить пустым

## Вопросы о странице
page-ask-new = <b>Как называется страница?</b> Напишите название; остальное можно потом.
page-ask-name = <b>Как называется страница?</b> Напишите другое название.
page-ask-slug = <b>{ $link }</b>: её ссылка. Напишите другое окончание: латинские буквы, цифры и -, от 3 до 40. Старая ссылка перестанет работать.
page-ask-about = <b>Что гостям стоит о ней знать?</b> Напишите.
page-ask-logo = <b>Где её логотип?</b> Напишите ссылку, которая начинается с https.
page-ask-contacts = <b>Как с вами связаться?</b> Напишите по одному контакту в строке, например «Сайт: https://zarya.club». Они заменят прежние.
page-ask-color = <b>Какой у неё цвет?</b> Напишите так: #7A1F2B.
page-not-a-slug = Таким адрес быть не может. Латинские буквы, цифры и - между ними, от 3 до 40, например zarya-club.
page-taken = Этот адрес занят. Напишите другой.
page-not-a-color = Не понимаю это как цвет. Напишите так: #7A1F2B.
page-not-a-link = Такая ссылка не подойдёт. Она начинается с https://
page-unread = Не понимаю. Напишите по одному контакту в строке, например «Телефон: +7 999 123-45-67».
page-too-large = Не больше { $most }. Уберите лишнее и напишите снова.
page-empty = Чего-то не хватает. Напишите так: «Сайт: https://zarya.club».

## Команда
team-title = <b>{ $page }: команда</b>
team-about = Им доступны страница и все её события.
team-you = это вы
team-made = с самого начала
team-by = доступ от: { $name }
team-away = чат с ботом ещё не открыт
button-team-add = Добавить людей
button-team-choose = Выбрать людей
button-keys-done = Готово
button-keys-no = Не сейчас
team-choose = Выберите до 10 человек. Им будут доступны страница и все её события.
team-by-button = Могу добавить людей только по кнопке ниже: так это точно они.
team-added = Доступ к событиям страницы: { $names }.
team-added-away = Чат с ботом ещё не открыт: { $names }; отправьте ссылку страницы.
team-nobody-new = Новых нет: все уже в команде.
team-full = Команда полна: не больше { $most } человек. Сначала уберите кого-нибудь.
team-off = Забрать страницу у <b>{ $name }</b>? Свои события останутся за этим человеком.
team-off-self = Выйти из команды <b>{ $page }</b>? Свои события останутся вашими.
button-team-gone = Забрать доступ
button-team-keep = Оставить

## Частые вопросы
questions-title = <b>{ $page }: вопросы</b>
questions-empty = Пока нет.
questions-about = Гости читают их на странице и под каждым её событием.
button-question-new = Добавить вопрос
question-ask = <b>Напишите вопрос.</b>
answer-ask = <b>Напишите ответ.</b>
button-question-q = Вопрос
button-question-a = Ответ
button-question-up = Выше
button-question-down = Ниже
button-question-off = Удалить…
question-off = Удалить этот вопрос?
button-question-gone = Удалить
button-question-keep = Оставить
