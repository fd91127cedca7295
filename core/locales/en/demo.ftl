# The events that welcome a newcomer in the sandbox.

demo-host = Vera
demo-watercolour = Watercolour for beginners
demo-watercolour-about = Paper, brushes and paints are there; bring somebody you like.
demo-games = An afternoon of board games
demo-games-about = Long games and short ones, tea and pies. Seats want to be confirmed, so that no chair stays empty.
demo-film = An evening with “Stalker”
demo-film-shown = Stalker, 1979
demo-film-about = A 35 mm print, a word before and a talk after it. Paying here is a test: no money moves.
demo-talks = Ten short talks
demo-talks-about = Ten people, seven minutes each, about what they love.
demo-kitchen = A concert in the kitchen
demo-kitchen-about = A guitar, a cello and few chairs. An unpaid hold lasts one minute here, to show how seats go back.
demo-studio = Studio on the corner, 12 Pond Lane
demo-club = Club “Under the Lamp”, 3 Mill Street
demo-cinema = Cinema “Horizon”, 24 Lantern Street
demo-flat = Anna’s kitchen, the bell says “sing”
