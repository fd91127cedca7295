# Как называется каждое сообщение и почему оно не дошло; для админов.

kind-booked = Бронь до оплаты
kind-broadcast = Слова организатора
kind-cancelled = Конец брони
kind-charge_known = Операция уже известна
kind-confirmed = Билет
kind-dead_letters = Недошедшие сообщения
kind-digest = Сводка
kind-event_cancelled = Отмена события
kind-event_changed = Изменения события
kind-link_changed = Другая ссылка
kind-expired = Время брони вышло
kind-favourite_changed = Избранное: изменения
kind-favourite_seats = Избранное: снова есть места
kind-guest_left = Места возвращены
kind-held_prompt = Состоялось ли событие
kind-hold_ending = Бронь скоро закончится
kind-integrity = Целостность
kind-late_refunded = Поздняя оплата: деньги вернутся
kind-late_seated = Поздняя оплата: места нашлись
kind-low_on_time = Свободные места перед началом
kind-menu = Меню команд
kind-new_guest = Новые гости
kind-offer_lapsed = Предложение закончилось
kind-offered = Предложение мест
kind-payment_differs = Расхождение в платежах
kind-payment_failed = Оплата не прошла
kind-payment_off = Оплата не настроена
kind-payment_review = Платёж на разборе
kind-refund_by_hand = Возврат вручную
kind-refund_stuck = Возврат завис
kind-refunded = Деньги возвращены
kind-reminder_1h = Напоминание за час
kind-reminder_24h = Напоминание за сутки
kind-reminder_6h = Напоминание за шесть часов
kind-review_invited = Просьба об отзыве
kind-seats_changed = Билет с другим числом мест
kind-signed_in = Новый вход
kind-sold_out = Мест нет
kind-support_answered = Ответ об оплате
kind-support_asked = Вопрос об оплате
kind-team_added = Доступ к странице
kind-wait_over = Очередь закрыта

why-no-chat = нет такого чата
why-no-words = в этой версии для него нет слов
why-silent = Telegram не отвечает
why-refused = Telegram не принимает: «{ $error }»
why-broken = не получилось составить: «{ $error }»

paper-dead-letters = ⚠️ <b>{ $n ->
    [one] { $n } сообщение не дошло
    [few] { $n } сообщения не дошли
   *[many] { $n } сообщений не дошли
 }</b>, последняя причина: { $error }.
paper-integrity = ⚠️ <b>Целостность: проверка { $number } не сходится, строк { $n }.</b>{ $more ->
    [0] {""}
   *[other] {" "}Других проверок не сходится: { $more }.
 }
