# Money in the chat: a payment on its way, what only people can give back, questions about payments.

state-paying = The payment is on its way; { $n ->
    [one] your seat stays
    [2] both your seats stay
   *[other] your { $n } seats stay
 } held. The ticket comes as a message.
state-to-pay-test = To pay: { $sum }. A test payment: no money moves.

support-which = Which payment? Those who run this bot will answer here.
support-what = You have paid for nothing here yet. Ask all the same: those who run this bot will answer here.
support-test = Payments here are test payments: no money moves.
support-ask = What happened? Write it.
support-passed-on = Passed on, number { $number }. The answer comes here.
button-pays-other = Something else
button-pays-more = Ask more
support-question = <b>Question { $number } from { $name }</b>
support-about = { $event } · { $sum } · <code>{ $charge }</code>
support-reply = Write the answer.
support-answered = Answered:
button-reply = Answer
button-ask = Ask
button-question = Question { $number } · { $name }
cash-questions = { $n ->
    [one] 1 question waits
   *[other] { $n } questions wait
 } for an answer.
paper-support-answered = <b>An answer to your question { $number }</b>

cash-by-hand = { $n }. { $sum } to give back at the provider, payment <code>{ $charge }</code>
paper-refund-by-hand = ⚠️ <b>{ $event }: a refund is yours to make.</b>
    Give back { $sum } at the payment provider, payment <code>{ $charge }</code>; Telegram has no way for it.
    Then say so under Money.
paper-money-unplaced = ⚠️ <b>{ $sum } came that I can’t place</b>: charge <code>{ $charge }</code>. Give it back by hand.
paper-payment-off = ⚠️ <b>{ $event }: guests can’t pay.</b> Payment is not set up, or its provider refuses. Ask those who run this bot: /paysupport
button-terms = The full text
