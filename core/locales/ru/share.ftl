# Карточки в других чатах: через встроенный режим, в группах.

share-online = онлайн
share-cancelled = отменено
share-withdrawn = Это приглашение отозвано. Попросите новое у того, кто его прислал.
share-newer = Новая карточка ниже.
share-open-me = Откройте @{ $bot } и нажмите START, чтобы забронировать.
share-anonymous = Не вижу, кто вы; напишите в личный чат.
say-full = Сейчас все места заняты. Встаньте в очередь кнопкой ниже.
panel-going = 🎟 <b>{ $n ->
    [one] { $n } место ваше.
    [few] { $n } места ваши.
   *[many] { $n } мест ваши.
 }</b> Билет в личном чате.
button-panel-open = Открыть
button-share-book = Забронировать
button-share-wait = В очередь
button-sold-out = Мест нет
button-in-private = В личном чате
button-to-group = В группу
button-write-private = Написать мне
