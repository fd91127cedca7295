# Деньги в чате: платёж в пути, возвраты вручную, вопросы о платежах.

state-paying = Оплата проходит, { $n ->
    [one] ваше место остаётся
    [2] оба места остаются
    [few] { $n } места остаются
   *[many] { $n } мест остаются
 } за вами. Билет придёт сообщением.
state-to-pay-test = К оплате { $sum }. Оплата пробная: деньги не списываются.

support-which = Какой платёж? Те, кто ведёт этого бота, ответят здесь.
support-what = Платежей у вас пока нет. Всё равно спросите: те, кто ведёт этого бота, ответят здесь.
support-test = Оплата здесь пробная: деньги не списываются.
support-ask = Что случилось? Напишите.
support-passed-on = Передаю, номер { $number }. Ответ придёт сюда.
button-pays-other = Другое
button-pays-more = Спросить ещё
support-question = <b>Вопрос { $number }, от: { $name }</b>
support-about = { $event } · { $sum } · <code>{ $charge }</code>
support-reply = Напишите ответ.
support-answered = Ответ:
button-reply = Ответить
button-ask = Спросить
button-question = Вопрос { $number } · { $name }
cash-questions = { $n ->
    [one] Ждёт ответа { $n } вопрос.
    [few] Ждут ответа { $n } вопроса.
   *[many] Ждут ответа { $n } вопросов.
 }
paper-support-answered = <b>Ответ на ваш вопрос { $number }</b>

cash-by-hand = { $n }. Вернуть { $sum } у провайдера, платёж <code>{ $charge }</code>
paper-refund-by-hand = ⚠️ <b>{ $event }: возврат нужно сделать вам.</b>
    Верните { $sum } у платёжного провайдера, платёж <code>{ $charge }</code>: Telegram этого не умеет.
    Потом отметьте это в «Деньгах».
paper-money-unplaced = ⚠️ <b>Пришли деньги, { $sum }, и я не знаю, за что</b>: платёж <code>{ $charge }</code>. Верните вручную.
paper-payment-off = ⚠️ <b>{ $event }: гости не могут оплатить.</b> Оплата не настроена, или провайдер отказывает. Спросите тех, кто ведёт бота: /paysupport
button-terms = Полный текст
