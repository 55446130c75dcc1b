"""What many people pick when they are asked for something long. Letters and digits only, lower case."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901234567890123456789",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
    "qwertzuiopasdfghjklyxcvbnmqwertzuiop",
    "azertyuiopqsdfghjklmwxcvbnazertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
"""Where fingers run: the alphabet, the digits, keyboards by row and by column."""

COMMON = frozenset(
    """
    correcthorsebatterystaple correcthorsebattery thequickbrownfox thequickbrownfoxjumpsoverthelazydog
    tobeornottobe tobeornottobethatisthequestion maytheforcebewithyou iamyourfather lukeiamyourfather
    onceuponatime onceuponatimetherewas ihaveadream houstonwehaveaproblem elementarymydearwatson
    mypreciousring oneringtorulethemall winteriscoming youknownothingjonsnow
    supercalifragilisticexpialidocious abracadabraabracadabra opensesameopensesame
    passwordpassword password123456789 password1234567890 passwordpassword1 password12345678
    mypasswordismypassword mypasswordispassword thisismypassword thisisapassword thisismypassword1
    thisisaverylongpassword thisisalongpassword averylongpassword averysecurepassword thisisasecurepassword
    thisisasecret thisisasentence thisisasentenceofmyown asentenceofmyown asentenceforthedemo
    asentenceofatleastfifteencharacters fifteencharacters fifteencharacterslong mysupersecretpassword
    supersecretpassword topsecretpassword secretpassword123 mysecretpassword thepasswordispassword
    ihatepasswords ihatepasswords123 idontknowmypassword iforgotmypassword iforgetmypassword
    changemechangeme changeme123456 changeme1234567 pleasechangeme pleasechangethis defaultpassword
    letmeinletmein letmeinplease letmeinletmeinletmein welcomewelcome welcome123456789 welcometothejungle
    welcome12345678 adminadminadmin administrator administrator1 administrator123 rootrootrootroot
    iloveyouiloveyou iloveyousomuch iloveyouforever iloveyou123456789 iloveyou1234567 iloveyoubaby
    iloveyouverymuch iloveyoutothemoon iloveyoumorethanever ilovemyfamily ilovemyhusband ilovemywife
    ilovemychildren ilovemydaughter ilovemymother ilovemyboyfriend ilovemygirlfriend ilovejesuschrist
    jesusismysavior jesuschristislord jesuslovesme123 godisgoodallthetime praisethelord ingodwetrust
    lordhavemercy thankyoujesus thankyoulord manchesterunited manchesterunited1 manchesterunited7
    liverpoolfootballclub youllneverwalkalone manchestercity realmadridbarcelona barcelonarealmadrid
    newyorkyankees dallascowboys goldenstatewarriors pittsburghsteelers philadelphiaeagles
    happybirthdaytoyou happybirthday123 merrychristmas merrychristmas123 happynewyear2026 happynewyear2025
    sunshinesunshine princessprincess footballfootball baseballbaseball monkeymonkeymonkey
    dragondragondragon shadowshadowshadow mastermastermaster supermansuperman batmanbatmanbatman
    starwarsstarwars pokemonpokemon harrypotterharry harrypotterandthephilosophersstone
    trustno1trustno1 nevergonnagiveyouup nevergonnagiveyouupnevergonnaletyoudown whatdoesthefoxsay
    livelaughlove livelaughlove123 hakunamatata123 hakunamatatahakuna carpediemcarpediem
    unbelievable123 unbreakable12345 internationalization congratulations congratulations1
    responsibilities characteristics characteristic1 accomplishments extraordinarily
    1234567890qwerty qwerty1234567890 qwerty123456789 qwertyuiop12345 qwertyuiop123456 qwertyuiop1234567890
    1234567890qwertyuiop abc123abc123abc abc123abc123abc123 abcd1234abcd1234 a1b2c3d4e5f6g7h8 a1b2c3d4e5f6g7
    aa123456aa123456 asdasdasdasdasd zxcvbnm123456789 zxcvbnmzxcvbnm zaq12wsxcde34rfv zaq1zaq1zaq1zaq1
    jesuisamoureuse motdepassemotdepasse motdepasse123456 azertyuiop12345 azertyuiop123456 jetaimejetaime
    jetaimepourlavie jetaimemonamour bonjourbonjour bonjourtoutlemonde ilétaitunefois iletaitunefois
    contraseñacontraseña contrasenacontrasena micontraseña123 teamoteamoteamo teamomuchisimo teamoparasiempre
    teamomiamor123 hastalavistababy hastalavistaamigo habiaunavez habíaunavez holamundoholamundo
    realmadridcampeon barcelonacampeon diosesamordiosesamor
    """.split()
)
"""After years of lists of broken passwords: quotations, songs, clubs, endearments, and the word itself."""
