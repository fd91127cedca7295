"""Cities that people name and the zone tables don't: large ones, in both languages, by the zone whose time they keep.

The tables name one city a zone, so a city of a million may be missing. Which zone it keeps is the tz database's own
(zone1970.tab and its comments), for Russia federal law 107-FZ; names are those in use, without their diacritics.
"""

NAMES = {
    "Europe/Moscow": (
        "Питер|Спб|Санкт-Петербург|Saint Petersburg|Петербург|Казань|Kazan|Нижний Новгород|Nizhny Novgorod|Нижний|"
        "Краснодар|Krasnodar|Сочи|Sochi|Ростов-на-Дону|Rostov-on-Don|Ростов|Rostov|Воронеж|Voronezh|Ярославль|"
        "Yaroslavl|Тула|Tula|Рязань|Ryazan|Пенза|Penza|Липецк|Lipetsk|Брянск|Bryansk|Иваново|Ivanovo|Тверь|Tver|"
        "Белгород|Belgorod|Курск|Kursk|Смоленск|Smolensk|Калуга|Kaluga|Владимир|Vladimir|Мурманск|Murmansk|"
        "Архангельск|Arkhangelsk|Вологда|Vologda|Ставрополь|Stavropol|Махачкала|Makhachkala|Грозный|Grozny|"
        "Чебоксары|Cheboksary|Петрозаводск|Petrozavodsk|Орел|Oryol|Тамбов|Tambov|Кострома|Kostroma|Псков|Pskov|"
        "Великий Новгород|Veliky Novgorod|Сыктывкар|Syktyvkar|Саранск|Saransk|Йошкар-Ола|Yoshkar-Ola|Нальчик|Nalchik|"
        "Владикавказ|Vladikavkaz|Новороссийск|Novorossiysk|Набережные Челны|Naberezhnye Chelny"
    ),
    "Europe/Samara": "Тольятти|Tolyatti|Ижевск|Izhevsk",
    "Asia/Yekaterinburg": (
        "Уфа|Ufa|Пермь|Perm|Челябинск|Chelyabinsk|Тюмень|Tyumen|Оренбург|Orenburg|Магнитогорск|Magnitogorsk|Сургут|"
        "Surgut|Нижневартовск|Nizhnevartovsk|Курган|Kurgan|Ханты-Мансийск|Khanty-Mansiysk|Нижний Тагил|Nizhny Tagil"
    ),
    "Asia/Novokuznetsk": "Кемерово|Kemerovo",
    "Asia/Krasnoyarsk": "Абакан|Abakan|Норильск|Norilsk|Кызыл|Kyzyl",
    "Asia/Irkutsk": "Улан-Удэ|Ulan-Ude|Братск|Bratsk",
    "Asia/Yakutsk": "Благовещенск|Blagoveshchensk",
    "Asia/Vladivostok": "Хабаровск|Khabarovsk|Комсомольск-на-Амуре|Уссурийск|Ussuriysk|Находка|Nakhodka",
    "Asia/Sakhalin": "Южно-Сахалинск|Yuzhno-Sakhalinsk",
    "Asia/Kamchatka": "Петропавловск-Камчатский|Petropavlovsk-Kamchatsky",
    "Europe/Minsk": "Гомель|Gomel|Брест|Гродно|Grodno|Витебск|Vitebsk|Могилев|Mogilev",
    "Europe/Kyiv": "Киев|Київ|Kiev|Харьков|Kharkiv|Одесса|Odesa|Odessa|Львов|Lviv|Днепр|Dnipro",
    "Asia/Almaty": "Астана|Astana|Шымкент|Shymkent|Караганда|Karaganda",
    "Asia/Tbilisi": "Батуми|Batumi",
    "Asia/Jerusalem": "Тель-Авив|Tel Aviv|Хайфа|Haifa",
    "Europe/Istanbul": "Анкара|Ankara|Анталья|Antalya|Измир|Izmir",
    "Europe/Berlin": (
        "Мюнхен|Munich|München|Гамбург|Hamburg|Кельн|Cologne|Köln|Франкфурт|Frankfurt|Штутгарт|Stuttgart|Дюссельдорф|"
        "Düsseldorf|Dusseldorf|Лейпциг|Leipzig|Дрезден|Dresden"
    ),
    "Europe/Paris": "Лион|Lyon|Марсель|Marseille|Ницца|Nice|Тулуза|Toulouse",
    "Europe/Rome": "Милан|Milan|Milano|Неаполь|Naples|Турин|Turin|Флоренция|Florence|Венеция|Venice",
    "Europe/Madrid": "Барселона|Barcelona|Валенсия|Valencia|Севилья|Seville|Малага|Malaga",
    "Europe/London": "Манчестер|Manchester|Эдинбург|Edinburgh|Бирмингем|Birmingham|Ливерпуль|Liverpool",
    "Europe/Zurich": "Женева|Geneva|Базель|Basel|Берн|Bern",
    "Europe/Warsaw": "Краков|Krakow|Kraków|Вроцлав|Wroclaw|Гданьск|Gdansk",
    "Europe/Lisbon": "Порту|Porto",
    "America/New_York": "Вашингтон|Washington|Бостон|Boston|Майами|Miami|Филадельфия|Philadelphia|Атланта|Atlanta|NYC",
    "America/Chicago": "Хьюстон|Houston|Даллас|Dallas|Остин|Austin",
    "America/Los_Angeles": "Сан-Франциско|San Francisco|Сиэтл|Seattle|Сан-Диего|San Diego|Лас-Вегас|Las Vegas",
    "America/Toronto": "Монреаль|Montreal|Оттава|Ottawa",
    "America/Sao_Paulo": "Рио-де-Жанейро|Rio de Janeiro|Рио",
    "Asia/Kolkata": "Дели|Delhi|Нью-Дели|New Delhi|Мумбаи|Mumbai|Бангалор|Bangalore",
    "Asia/Shanghai": "Пекин|Beijing|Шэньчжэнь|Shenzhen|Гуанчжоу|Guangzhou",
    "Asia/Tokyo": "Осака|Osaka|Киото|Kyoto",
    "Asia/Ho_Chi_Minh": "Ханой|Hanoi|Нячанг|Nha Trang",
    "Asia/Bangkok": "Пхукет|Phuket|Паттайя|Pattaya",
    "Asia/Makassar": "Бали|Bali|Денпасар|Denpasar",
    "Asia/Dubai": "Абу-Даби|Abu Dhabi",
}
"""By zone, `|` between the names."""
