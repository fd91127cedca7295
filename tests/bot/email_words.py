"""What is said around an address, in both languages, for the tests that read whole screens."""

from typing import Any

EN: dict[str, Any] = {
    "language": "en", "room": "Email", "again": "Send again", "other": "Another address", "off": "Take the address off",
    "back": "‹ Back", "none": "Email: not given", "line": "Email: {} ✅",
    "ask": "Write your email address; I will send a code. Only hosts of your bookings see it.",
    "unread": "I can’t read that as an address. Write it like: anna@example.org",
    "sent": "A code is on its way to {}, good for 15 minutes. Write it here.",
    "waits": ("A code went to {}, good until ", ". Write it here."),
    "no_code": "A code is 6 digits, such as 042317. Write the one from the newest mail.",
    "wrong": ["That is not the code from the newest mail. 4 tries are left.", "That is not the code from the newest mail. 3 tries are left.",
              "That is not the code from the newest mail. 2 tries are left.", "That is not the code from the newest mail. One try is left."],
    "over": "This code is no longer good. The button below sends a new one.",
    "kept": "Your email: {} ✅. Only hosts of your bookings see it.",
    "away": "The mail server does not answer, so the code may not come. The address {} is kept; send it again in a minute.",
    "refused": "The mail server does not take {}. Look whether it is written right, or write another one.",
    "limit": "At most 3 codes an hour; the next can go at ", "limit_end": ". Your address is kept: send it again then.",
    "taken": "This address is kept by another account here. Take it off there in /settings and write the code again, or use another address.",
    "help": "I am waiting for your email address. /cancel leaves it.", "help_code": "I am waiting for the code from the mail. /cancel leaves it.",
    "chosen": "/settings language, time zone, email, phone, messages · ",
    "subject": "{}: your code for @eventbooker_bot",
    "body": "Hello,\n\nyour code is {}. Write it in the chat with @eventbooker_bot in Telegram; it is good for 15 minutes.\n\n"
            "You did not ask for it? Then do nothing: without the code nobody can use your address.\n",
    "settings": ["Settings", "Language: English", "Time zone: each event’s own", "Email: not given", "Phone: not given", "Quiet hours: none"],
    "rows": [["Русский", "Time zone"], ["Email", "Phone"], ["Messages"], ["Open the panel", "My data"], ["‹ Events"]],
}  # fmt: skip
RU: dict[str, Any] = {
    "language": "ru", "room": "Почта", "again": "Отправить ещё раз", "other": "Другой адрес", "off": "Убрать адрес",
    "back": "‹ Назад", "none": "Почта: не указана", "line": "Почта: {} ✅",
    "ask": "Напишите адрес почты, пришлю код. Адрес увидят только организаторы событий, на которые вы записаны.",
    "unread": "Не понимаю это как адрес. Напишите так: anna@example.org",
    "sent": "Код уже идёт на {}, он действует 15 минут. Напишите его здесь.",
    "waits": ("Код ушёл на {}, он действует до ", ". Напишите его здесь."),
    "no_code": "Код состоит из 6 цифр, например 042317. Напишите тот, что в последнем письме.",
    "wrong": ["В последнем письме другой код. Осталось 4 попытки.", "В последнем письме другой код. Осталось 3 попытки.",
              "В последнем письме другой код. Осталось 2 попытки.", "В последнем письме другой код. Осталась 1 попытка."],
    "over": "Этот код больше не действует. Кнопка ниже отправит новый.",
    "kept": "Ваша почта: {} ✅. Её видят только организаторы событий, на которые вы записаны.",
    "away": "Почтовый сервер не отвечает, код может не дойти. Адрес {} сохраняю; отправьте ещё раз через минуту.",
    "refused": "Почтовый сервер не принимает {}. Проверьте, нет ли опечатки, или напишите другой адрес.",
    "limit": "Не больше 3 кодов в час, следующий можно отправить: ", "limit_end": ". Адрес сохраняю, повторите тогда.",
    "taken": "Этот адрес сохранён в другом аккаунте. Уберите его там в /settings и напишите код ещё раз или выберите другой адрес.",
    "help": "Жду адрес вашей почты. /cancel прервёт.", "help_code": "Жду код из письма. /cancel прервёт.",
    "chosen": "/settings язык, часовой пояс, почта, телефон, сообщения · ",
    "subject": "{}: ваш код для @eventbooker_bot",
    "body": "Здравствуйте!\n\nВаш код: {}. Напишите его в чате с @eventbooker_bot в Telegram, он действует 15 минут.\n\n"
            "Не вы просили код? Тогда ничего не делайте: без кода вашим адресом никто не воспользуется.\n",
    "settings": ["Настройки", "Язык: русский", "Часовой пояс: как у события", "Почта: не указана", "Телефон: не указан", "Тихие часы: нет"],
    "rows": [["English", "Часовой пояс"], ["Почта", "Телефон"], ["Сообщения"], ["Открыть панель", "Мои данные"], ["‹ Афиша"]],
}  # fmt: skip
