/**
 * What the most common passwords are made of, most common first: words and whole passwords in the folded form, without
 * the digits around them. Counted from the password lists of zxcvbn-ts (MIT, Copyright 2012-2016 Dan Wheeler and
 * Dropbox, Inc., 2021 zxcvbn-ts) and Django (BSD-3-Clause), with seasons, months and greetings in several languages
 * and long everyday words. Kept apart: only who checks a new password loads it.
 */
export const commonPasswords = `
password love iloveyou monkey fuckyou dragon football jordan michael soccer baseball princess shadow hello superman
master myspace killer sunshine jessica charlie ashley daniel letmein mustang computer angel hunter andrew nicole pussy
thomas tigger anthony jennifer robert buster michelle summer batman harley babygirl money asshole joshua justin
matthew freedom amanda trustno george william sexy pepper jesus maggie hockey chelsea welcome purple bitch pass taylor
samsung ginger fuckme chris starwars secret cheese cookie gfhjkm diamond hannah homelesspa brandon target samantha
fuck ranger orange lucky admin administrator changeme test testing demo default temp temporary guest login user
username office company business work server system network cloud phone telephone mobile internet winter spring autumn
fall january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday passwort kennwort geheim willkommen hallo sommer herbst fruhling januar februar maerz
juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag schatz ichliebedich fussball
motdepasse bonjour bienvenue soleil ete hiver printemps automne janvier fevrier mars avril mai juin juillet aout
septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche azerty jetaime chocolat
contrasena hola bienvenido verano invierno primavera otono enero febrero marzo mayo junio julio agosto septiembre
noviembre diciembre teamo senha verao inverno outono benvenuto ciao estate amore wachtwoord welkom zomer lente herfst
losenord sommar haslo parol kennung zugang munchen berlin london paris toronto ottawa montreal newyork america canada
germany france england correcthorsebatterystaple пароль привет ицукен любовь correct horse battery staple patrick
austin yankees pokemon liverpool james chicken martin whatever richard andrea mother heather bailey blue loveme mickey
jackson matrix dallas tinkle jasmine golfer joseph apple peanut yellow junior melissa snoopy zag arsenal scooter
flower forever thunder silver happy lovely fucker david naruto monster klaster morgan family biteme marina alex iloveu
guitar smokey blink fuckoff merlin mercedes madison friends phoenix lakers tiger access oliver ferrari sparky baby
passer corvette cowboys dakota butterfly hammer ncc victoria edward green johnny buddy steven tigers steelers loveyou
nikita passw maverick eagles sophie chester prince slipknot jonathan spider chocolate cowboy rainbow lauren carlos
nathan charles gateway rachel mike porsche tennis scooby camaro angels diablo black lovers nascar player john
alexander bigdog boomer angela compaq music raiders bubbles linkedin lover yamaha google crystal falcon lol natasha
midnight danielle jasper bulldog number alexis eminem pakistan casper sandra adidas fqrg hottie red school ghbdtn
badboy brandy chicago cameron redsox status nicholas bandit rangers shannon boston destiny barney benjamin coffee
mexico iceman cocacola dolphin miller bubba elizabeth ifubn super slayer fishing jason bigdaddy winston jackie apples
rabbit parola playboy gabriel monica basketball nirvana peaches tiffany metallica winner muffin spiderman fender
victor cooper stupid dennis sweet marine sammy florida jeremy samuel vanessa mylove success please marlboro rocky
murphy knight rebecca jackass kitty stella toyota star golden panther christian shorty gemini antonio johnson ronaldo
poop daddy scorpion wizard softball kevin jessie magic gandalf pookie elephant turtle bigdick nothing maxwell cool
nokia cherry mommy scorpio enter poohbear bond sabrina packers sarah butter friend spanky albert heaven power rjs
pretty molly tucker brooklyn hotdog wilson brittany loser eagle sierra horny olivia samson creative xbox pimpin
spongebob jack shelby dexter million tweety bigboy dick louise dolphins pumpkin popcorn bonnie kitten girls booger
sydney blowme carolina trinity apollo garfield cassie rocket fuk gordon helpme panties cent tyler doctor maria trouble
warrior redskins vincent rsavoy freddy thx rosebud beautiful theman police rush barcelona candy jaguar shithead
bigtits peter patricia aljg caroline fluffy bullshit travis nissan adrian blessed debbie captain kimberly united
barbie horses snickers darkness iwantu snowball parker honey viking sasha dancer willie sergey arthur carmen courtney
cricket butthead startrek calvin juventus marie chance jimmy pimp pink spencer honda veronica natalie bobby precious
steve iloveme alyssa marcus awesome chevy stalker genius xavier giants williams willow kristina fred flowers
vqsablpzla denise maddog amber baller alpha bear kelly melanie brian andrey stephen suckit gators celtic billy weed
marvin digital sharon copper death nintendo rockstar king phantom montana simple greenday sweety pantera mountain
animal liverpoo daisy scott hawaii vampire legend gunner claudia golf sniper carter genesis walter skater seven
scarface skippy runner people little westside passion online jake frank cjmasterinf nelson frankie driver voodoo porn
donkey maryjane sex life chivas stephanie oscar yuantuo windows broncos zachary sojdlg razz icecream wall christ viper
babyboy bitches maximus platinum valentina beatles pamela fucku therock brooke tommy donald tudelft patches mark katie
godzilla diosesfiel hiphop marley dpbk eclipse beauty emily jenny ptzmse braves fucking francis speedy fish bella
karina beaver alicia warcraft private nicolas paradise teresa smile lasvegas cookies anna sebastian alexandra voyager
cutie saturn penguin stanley single hex onelove gangsta beavis connor gibson timothy liberty jeffrey metallic michigan
tomcat allison drummer dreams tinkerbell champion water fire kenneth gregory disney logitech tinker danny penis
airborne bradley georgia diesel laura dickhead aaron boobies twilight manuel motorola sandy cartman elvis isabella
brenda jacob pepsi vfhbyf buffalo houston svetlana anderson douglas hitman raymond minecraft dave explorer fylhtq
badass guinness drowssap matt joker redwings spirit hooters null topgun kissme cristina mario sweetie swordfish gracie
justice blood goober homer ryan lacrosse sakura leslie mercury texas loverboy daniela doggie remember manchester
yankee surfer ladybug scotty pizza paul rascal jupiter marshall simpsons indian walker orlando good gizmo enigma yahoo
thumper exigent rock iverson simone birdie security ireland forest kawasaki vikings element rusty charlotte claire
magnum brianna general suzuki fantasy alaska simon satan bunny skyline harry leonardo vladimir bulldogs ihateyou
miguel flyers chopper madonna nikki einstein peace teacher adam domino hfid tianya dreamer scotland father fktrcfylh
vfrcbv casey angelina cheyenne christine ruslan yfnfif angelo victory andre racing mozart savannah beer everton
franklin russell spitfire free tester bob hummer hotmail roberto marines badger bronco froggy bollocks virginia hotrod
reggie julian bill colorado manutd missy house children stargate tits lizard yourmom raven miranda hellokitty ironman
nastya budlight spike lifehack college russia turkey fyfcnfcbz catdog lollipop titanic fernando word norman ford
baxter brother passport member wolf emmanuel minnie reddog dude smoke duncan nick mitchell howard buddha michele
panthers sweetpea brutus spooky superstar alabama sassy jester oksana valentin patriots boobs perfect maddie christin
ronald wildcats eddie acc birthday martina newport jamie saints winnie sports arizona skate bigred cupcake cherokee
sterling danger infinity kristen shit sayang stinky eugene vegeta cancer natalia cock linda startfinding fireman
skipper serenity megan action teddy smith tony boogie britney robbie bullet abigail kirill avatar mynoob maksim hfjdk
blondie bastard taurus fatboy grace tristan babylon tanner cobra denver sophia portugal demon raider semperfi sunny
holly spartan alexande inuyasha sister trevor mouse smiley airforce sandman bubble cjkysirj christina student digger
isabelle roland dima krishna cougar logan kermit regina alejandro pickle eric sucker pebbles dominic naughty holiday
arnold lincoln redneck pandora simpson dodgers garcia harvey babydoll jamaica monika dragons monique jerome fuckit
gangster chloe avalon babygurl bianca sugar mookie serega dustin bishop jasmin kelsey polina engineer newlife ducati
lawrence moose sublime nemesis jerry sasuke potter redrum faith hercules valerie millie american alison snowman julie
unicorn devil india zombie flash pirate ricardo ronnie grandma psycho rolltide detroit skittles microsoft gloria karen
rooster manager special woody predator omega henry atlanta yagjecc max harrison camille california sergio catherine
vision elena ever angelica italia theone random elaine goldfish peewee vagina kayla alberto shaggy swimming smooth
isabel delta lisa burton pussycat hendrix hollywood extreme santiago snake freddie woaini empire hamster lindsay puppy
dylan shopping connie sadie hacker carrie rose wolves sunset assman natali fatima toshiba bigman piglet kathleen
wordpass wildcat dbrnjhbz andrei giovanni pierre cat audrey lorenzo siemens catch pitbull redhead veronika classic
misty getmoney galina storm firebird kisses stefan goodluck charmed country white madmax diana raptor passwor jones
kingkong bingo brazil teddybear penny adgjmptw jeff savage mazda tamara service nfnmzyf future mariah bismillah
chronic thuglife looking popeye viktor katrina lucas lucifer wallace change trooper sam kristin stewart billybob
australia jesse drpepper maurice kobe sunflower sammie horney basket blizzard hesoyam outlaw dog pearljam kids doggy
wanker alfred chevelle runescape morris lindsey alexandr gundam duke ninja devils diamonds great bluebird accord bruno
philip pavilion cunt mine marseille dance monkeys brown larry wesley catfish home annie mikey fireball johncena turbo
odi ngxb suckme karate florence samurai wicked aurora shelly hobbes hot bmw hentai goblue buffy legolas travel blonde
felix justme bowling margaret cardinal inside marino kramer pickles lastfm goldie truelove formula fisher corona
dollar design stacey girl tattoo philips young cthutq trigger athena chipper anton zeppelin katana wolfpack control
irish badoo indiana electric julia blessing beach panda smiles malibu kingdom pontiac darkside pikachu never andy
aleksandr simba sexygirl josh andreas tornado martha tarheels seattle joanna cutiepie curtis hershey christopher
thailand hjvfirf skeeter eatme roscoe balls elijah subaru silvia kenny usuckballz nicola apache marion serena cindy
defender pencil flipper peekaboo caesar freaky pegasus marcel kittycat joanne metal adriana herman bernard michel
ilove wombat trixie freeman cheryl bigmac darling nadine justine cynthia ghost picard airplane elizabet wolverine
manson upjw napoleon pyramid blackie benson jayden panasonic just kennedy beckham panzer clinton marco sally mybaby
hellfire light swordfis trumpet christmas yvonne shirley rammstein pioneer darkstar damian southside sailor romeo
street spartak trfnthbyf oicu hector brownie rafael margarita phillip friendster cadillac brandi norton newton galore
uqa ebw english freeuser stormy javier space lebron shooter emerald lennon pinky archie colombia casino shotgun
eduardo chrissy wolverin chandler colt idontknow ficken violet chargers loving shamrock whynot packard lesbian allen
kodiak sweets madman bananas time garrett denis strike griffin goddess sampson always darren tarzan holland hearts
rhbcnbyf facebook bobcat trucker ssw bigcock jose wutang poopie esther callie mandy hamilton musica warren hollister
hard lickme polaris hunting mason prelude solomon pascal singer galaxy leonard spiderma valeria insane hawkeye rocker
ballin express gilbert leather shalom africa buttons robin wisdom machine reaper undertaker kqcctwy deftones christy
booty polska browns kitkat presario whitney garden preston dusty stingray weasel lancer strawberry dilbert atlantis
german integra thebest harold sidney fktrctq bernie cooldude techno anastasia party you cracker coyote fashion history
tatiana rasdzv xyw sxj shane newpass trucks helena madrid maxima wrangler mariana holden stars charger dodge powers
church miami loveu wonder westham caitlin lestat joey alice flatron pauline ibanez longhorn damien blaster valera
chase bigfoot lonely orion marissa charly sonic personal dumbass penelope mister larisa sheila energy babe forget
fatcat santos bryan farmer bruce wolfgang ybrbnf soldier thegame happiness gabriela evelyn queen aaliyah roman connect
derrick castle aragorn pentium mariposa stealth amsterdam martinez cannon fordf vfvjxrf beast artist estrella maiden
biscuit harmony career tequila paintball rockon pornstar broken speed hayden redman olga katherine paladin starcraft
dudley realmadrid justinbieb bondage poopy open ilovehim openup stone lonewolf susan cbr melody scoobydoo handsome
stinger jamesbond poison timber cdtnkfyf bluesky cubaj nugget hailey roger lolipop vkontakte sherry randy buckeye
renegade memphis dietcoke spurs puppies buckeyes mary smitty lizzie chanel jungle lights wayne chuck lizottes webster
dalejr timmy racecar wrestling bentley nancy peterpan rodney funny cassidy watson bobafett scruffy gerald indigo
virgin beatrice campbell hardon hell amelia cuddles mohamed anything xfiles torres rocks dillon jeremiah whiskey
titans twins roxanne island andres cessna squirt freak bethany phoebe mission celine milano clifford harris sexybitch
transam coolio cotton huskers janice lovebug dirty clayton philly cody francesco ashton rebel bruins hornet rat delete
punkrock freepass mollie geronimo sunrise irina zidane sweetheart something video sooners surfing sherman gsxr potato
indians dream buttercup software blade gerard ricky cheer sexyboy myself terminator colleen hooker phpbb teens
catalina sairam giuseppe global impala nasty goldberg picasso megaman bluemoon maradona jersey pirates kaiser chubby
markus frances lvbnhbq cantona lorraine nipples inferno blackcat srinivas martini monitor cristian brasil devildog
ultimate terry babies dodger vanilla dorothy makaveli sprite brendan mahalkita scrappy celeste eternity com spunky
start bonita poppy fun gambit alessandro rulez marathon felipe yousuck melvin princesa gothic doodle sherlock hamlet
sultan blake truck rosie katerina micheal hobbit iforgot robinson moon knicks ghbdtnbr agent bowwow immortal israel
mykids panama scully maxine passat slick shawn napoli godisgood lilwayne falcons hotboy frosty warriors scarlett
twister sara rfrfirf desire tasha suzanne mexican ekaterina volcom stardust miracle pineapple zipper fatass graham
alejandra mylife pervert ladies lester richie theresa ass fighter cute chiefs tyson cjkywt dixie camila heart juice
incubus burger sylvia sundance carson madness cecilia peanuts escort riley vacation dinosaur sanchez selena fabian
malcolm usa bassman warlock anime nolimit payton matilda sandiego francesca morrison pedro angie ravens marilyn
evildick chaos lucy classof all rooney redbull munchkin stonecold clover linkinpark triumph privet juggalo account
herbert blueeyes annette pussies sailing newman foobar sapphire fucked aquarius aezakmi hongkong cavalier bird
nathalie babyblue zoosk rommel anakin valentine mistress none camera babes trombone lobster trojan beagle stoner betty
foster bomber theking isaiah keith western sharks tobias salvador unknown shark mongoose jimbo shasta crimson snakes
plastic volleyball snuggles granny boss rental alpine morpheus grizzly myname trunks scarlet magnolia blacky freckles
anhyeuem deborah cactus ghjcnj fallen blues fetish steph gator kissmyass brooks kiss alfw eleven marian tacobell
dingdong marcos waters christia audia patriot noodles senior japan oakland collins caramel dogs boeing bears superfly
swinger oblivion dalton firefly cats enjoy amateur miriam carol sheena aardvark abox lorena kyle goforit milton
francisco chico tracey wendy fresh casanova argentina justdoit hotsex ethan unreal julius help bestfriend diego groovy
rosemary planet harrypotter renee biggie musicman french sparkle stones benny ilovesex highland lilly squirrel promise
bigone stuart bass quality ferret bigboobs finger franco carrot gold jericho gorilla mushroom overlord melinda madden
megaparol alina laguna ball ilovegod check donna santana moonlight pleasure dead bridget capital darwin benfica emma
cambiami eatshit verbatim concrete keyboard megadeth rambo frogger roberta bertha tina willy murray boys judith sabine
kingston jenna kathy thankyou eastside laptop beetle babylove kansas cream florian nightmare simona starfish shiloh
coconut hayley lady karolina rey tickle jumper ellie velvet safety telefon ragnarok fossil spyder lowrider curious
camilla coolman china auburn window killa tanya one lexmark ivan knights stevie mulder elliott aspirine kaitlyn monty
mom tootsie amadeus wetpussy basketba lovelife richmond mystery dark corazon stephani sergei snapper oxford punisher
wolfman sobaka tatyana banshee pancho maestro pooh area dkflbvbh muhammad mohammed eeyore porter chucky columbia
tyrone sexual dragonball bosco madeline pacific boots rootbeer comeer johanna tracy fuckface cosmos daytona frog
ghetto dookie pooper txn juan gabby polo hansolo schalke legion allah world kathryn poker tottenham kolobok vader
colors sesame volume ripper enterpri turner studio alexandre erica ziggy thompson hassan national stallion tammy blaze
punkin dianne showtime rjntyjr divine porkchop anubis erotic nipple forgot kickass cassandra halflife blackdog salmon
neptune rugby sample carolyn carpediem prodigy nokian respect desiree portland boris federico viktoria billie vlad
masters printer smudge pussys flamingo noodle strong allstar keeper hudson hamburg kaylee cleopatra butterfl yugioh
twinkle snatch bobbie chicks imagine standard asterix nellie animals amoremio bones felicia sleepy knopka goose matteo
ybccfy cxfcnmt gotcha groupd battle champ flames thanks tarheel guardian monroe foxtrot michaela blah aussie newcastle
lionking sirius deadman mathew janine patton latino famous faster fatman mirage palmer playstation central skywalker
osiris deanna southpark research search penguins wrinkle luke baker comeon donnie durango bonehead powder nuttertools
seminole juliana halo ramona jimbob bryant heidi bogdan lollypop rachael jellybean becky sticky nike holmes meghan
peugeot moscow monalisa pacman cheater linkin olivier lineage fallout kentucky darkangel warhammer support goodbye
games lillian sprint kaktus waterloo capricorn godfather claude lightning smokie kangaroo vfhecz fitness vanhalen
goblin camel luckydog applepie jonas belinda blades pothead birdman bettyboop antoine dominique beverly deejay jazzy
anarchy marlene goodboy rubber trinidad oklahoma blackjack enterprise luis hannibal shelley blackman naked easy julien
buck linked erika celtics consumer marlin franky maniac butt funtime carla mustangs blossom man romance flight
cashmoney pippo lewis cosmo frederic condor kenshin belle nichole peyton bamboo joe golfing butler sony jillian
getsome fucklove kendall cooler medicine brucelee stefano fast sexymama dipset armani archer christophe sabina rick
marvel stranger nina dante postal drizzt ernest maganda ciccio today strider bennett juliet hoover princes gustavo
labrador greg amazing fusion carlo zvezda lawyer charlene roberts shogun cheetah short dublin painter jazz tango
valencia jrcfyf ganesh weather engine rebels dale mittens niners louis krystal conner marisa toby socrates vampires
gjkbyf paper strength garbage dracula swimmer scream joel dell oldman bubblegum ivanov radio whocares cinnamon cartoon
trains junebug rbhbkk suck tequiero kristine river oranges leopard mango trance fletcher zgt shw cedric gbpltw science
yfdbufnjh carebear jayson zorro striker killme maureen caprice believe trojans picture running mustafa paula shitty
jesuschrist emerson sputnik lotus boricua moocow paloma sporting ralph tractor trebor yolanda vrbgqns raistlin lemons
barkley arianna helen babyface bugger qazwsxed elliot kittykat alejandr lola milena fuckthis dagger god maxime
monopoly moloko speaker bossman pearl christop romashka forrest infantry butch fortuna oracle dawson jeep kirsten
butthole dinamo saibaba miles elvira qti zxh batista dominik stimpy nimrod rfnthbyf davide punk head tazman dan
badgirl yamahar parrot clarence dragonfly lena sheba sweetness candyman manuela skinny shakira showme shaman meatball
south paradox mersedes designer python alfredo wow subzero teen brittney kasper wedding drake dannyboy treasure bender
mahalko snowboard camelot billabong carpet kristi obiwan intrepid gillian flyboy unique beaner photo jennie massimo
vfrcbvrf baggins bridge muscle pillow ers derek ohyeah laurie rodrigo lakiss bigmoney bloody tabitha mypassword rasta
briana revenge hustler godsmack firefox dthjybrf trisha seinfeld wookie mermaid movie nikola movies killbill abby
abraham quincy lemon luther bigguy tanker vladik director maynard tdutybq lespaul crusader odessa valley hammers oleg
long dragoon carlton moneyman redhot bigballs evony skorpion eduard pablo carlitos goofy marius smart sucks rhonda
smoker exigen familia momdad mar electra nymets fuckers rockets kenwood samara hollywoo anita noway jacket omsairam
sooner magnus momoney discover thirteen spartans kotenok katrin photos celica marianne clemson bottom byteme southern
ariana jackoff liliana sexylady aliens igor flores microlab plumber mighty walnut gerrard pingpong vertigo tomato
breanna willis walmart big palace marijuana vietnam class istanbul chiara liquid redalert corey universe capone grumpy
grendel charlott redrose coolguy front theboss playtime dirtbike kicker temple twisted barry artem cumming inlove
doberman sport gremlin nookie rastaman wright maryland poncho kamikaze bluefish alexia alan scottie whatsup coltrane
marlon murder kristy fzpy lonestar nylons sebastia mattie imperial boxing sabbath swallow universal frodo pisces
svetik fiesta danni janet crash andromeda thegreat randall davis gregor ashlee hermes poodle ledzep amazon
relationship congratulations conversation investigation responsibility neighborhood professional motherfucker
unfortunately circumstances understanding disappointed embarrassing intelligence uncomfortable extraordinary
surveillance particularly construction unbelievable organization investigating instrumental instructions consequences
international relationships conversations misunderstanding headquarters communication indistinctly fingerprints
announcement specifically thanksgiving commissioner accidentally consciousness arrangements entertainment presentation
photographer accomplished civilization motherfuckers psychiatrist transmission granddaughter expectations
interrogation prescription interrupting administration opportunities congratulate deliberately investigator
inappropriate psychological possibilities sophisticated approximately responsibilities championship communications
confidential consideration disappearance motherfucking misunderstood successfully disappointment confirmation
philadelphia overwhelming underestimate demonstration satisfaction representative concentration experiencing
identification refrigerator assassination jurisdiction investigated registration grandparents difficulties
entertaining recommendation interference acquaintance occasionally representing automatically independence
disappointing unpredictable disappearing irresponsible investigators grandchildren revolutionary compensation
establishment transportation embarrassment breakthrough introduction pennsylvania appreciation distribution
preparations professionals unacceptable presidential misunderstand frankenstein supernatural determination
intellectual negotiations superintendent reservations contribution mademoiselle kindergarten neighbourhood
reinforcements understandable considerable psychologist surprisingly investigations calculations environmental
intervention distinguished unreasonable handkerchief experimental complications intentionally disrespectful
inconvenience transformation conservative appointments architecture temperatures straightforward nevertheless
underestimated unidentified significance communicating interviewing overreacting constitution broadcasting
disconnected subconscious blackmailing personalities unprecedented authorization controversial organizations
increasingly enthusiastic strawberries performances prostitution manslaughter conditioning exaggerating circumstance
massachusetts intersection contaminated corporations conventional applications simultaneously surroundings
extraterrestrial insignificant congregation interpretation imprisonment hallucinations intimidating mediterranean
catastrophic representation transferring confrontation capabilities requirements institutions unexpectedly
resurrection electromagnetic inconvenient unemployment developments concentrated professionally infrastructure
photographed organisation confidentiality encouragement investigative measurements manufacturing straightened
receptionist irresistible superstitious disadvantage interrogated characteristics questionable manipulating
collaboration distractions participating shareholders concentrating acknowledged respectfully achievements
volunteering representatives hospitalized circumstantial experimenting assassinated christianity compassionate
continuously manufacturer dramatically manipulation transporting motherfuckin superstition unforgivable anticipation
gravitational explanations disciplinary righteousness correspondence hallucinating restrictions satisfactory
unnecessarily pharmaceutical qualifications neighborhoods contributions transactions contemporary reconstruction
unbelievably discrimination affectionate consultation commissioned preposterous disagreement troublemaker
rehabilitation marshmallows straightaway advertisement participation manufactured significantly disqualified
certificates interruption hypothetical unprofessional indefinitely mathematical entrepreneur administrative
demonstrated firefighters constitutional accomplishment explosiveskull participated michelangelo implications
unauthorized cheeseburger hallucination choreography installation civilizations understatement heartbreaking
acquaintances considerably accommodation individually unforgettable manipulative inspirational transmitting
technological commonwealth participants photographers civilisation mysteriously metropolitan exceptionally
similarities enlightenment cheerleaders interrogating humanitarian illegitimate incompetence complication observations
technologies reconnaissance compromising incriminating consistently unimaginable contamination establishing
recollection inexperienced competitions recommendations administered documentation conveniently contractions
notification correspondent transmissions cheerleading incarcerated agricultural indestructible neurological
eavesdropping celebrations testosterone coincidences extraterrestrials improvements reincarnation constructive
philosophical vulnerability breathtaking complimentary accomplishments dictatorship alternatives announcements
electrocuted penitentiary prescriptions evolutionary theoretically extraordinarily ghostbusters accelerating
housekeeping hemorrhaging comprehensive repercussions recommending sleepwalking impenetrable photographic
scientifically extinguisher universities accompanying justification schoolteacher passionately bachelorette
authenticity schizophrenia millionaires companionship sufficiently bullshitting refreshments schizophrenic
ridiculously subordinates claustrophobic impersonating traditionally presumptuous psychologically fundamentally
aggressively intimidation incidentally independently transforming historically characteristic stubbornness
archaeologist condescending modifications contributing tremendously coordination insufficient indifference
premeditated chemotherapy acceleration intoxication archaeologists descriptions orchestrated combinations
introductions unsuccessful exploitation annihilation accommodations veterinarian unconditional slaughterhouse
unconventional hypothetically intoxicating miraculously tranquilizer misunderstandings reconciliation knowledgeable
constellation contemplating malfunctioning embezzlement uncontrollable inflammation excruciating exaggeration
communicated eyewitnesses indispensable environments championships hypocritical contradiction demonstrations
inauguration conservation preservation surrendering appropriately housewarming groundbreaking disrespected
subscription compressions pathological pediatrician exhilarating architectural strangulation bloodthirsty
inconsiderate manifestation melodramatic technicality manufacturers narcissistic extinguished perpetrators
constantinople unattractive incorporated anticipating spokesperson irreplaceable demonstrating congressional
reproduction homosexuality dysfunctional archaeological astronomical recreational insubordination coincidental
coordinating mathematician interactions hysterically accountability autobiography distributing romantically
reproductive subsequently inadvertently incarceration transparency inconsistent cancellation pharmaceuticals
synchronized appreciative perseverance gynecologist indianapolis disturbances experimented tuberculosis neanderthals
counterattack replacements craftsmanship spontaneously conscientious inconclusive unsuspecting acknowledging
heterosexual differentiate helplessness thunderstorm reincarnated psychiatrists overthinking irreversible
instinctively rhythmically extermination unconditionally scholarships comprehension dissatisfied regeneration
insecurities imaginations corresponding storytelling conglomerate constituents wholeheartedly inexplicable
deteriorating incomprehensible confessional revolutionaries shortcomings verification underestimating exterminated
overprotective interstellar correctional czechoslovakia interruptions configuration systematically discriminate
internationally exterminator dissertation unparalleled qualification insufferable incapacitated disrespecting
statistically specifications inadmissible reinforcement transylvania examinations disobedience 1qaz2wsx ncc1701
thx1138 8675309 bond007 rush2112 4815162342 blink182 315475 147258369 ou812 ncc1701d 123qweasd 9379992 134679 a1b2c3
741852963 a1b2c3d4 1029384756 135790 qazwsx123 246810 soso123aljg 31415926 oicu812 1a2b3c 141627 ncc1701e 11235813
sex4me 1123581321 colt45 1a2b3c4d shaney14 192837465 a1s2d3f4 john316 front242 8j4ye3uz area51 906090 ncc1701a
agent007 132435 15426378 1366613 73501505 fordf150 13243546 1qa2ws3ed br0d3r 18436572 963852741 hal9000 route66 ne1469
nwo4life kcj9wx5n r2d2c3po xbox360 p0015123 7753191 12131415 vh5150 qazwsx12 wolf359 z1x2c3 2128506 192837 1x2zkg8w
a1s2d3 mailcreated5240 leavemealone sonyericsson ghhh47hj7649 flvbybcnhfnjh ghbdtnrfrltkf websolutions finalfantasy
1qaz2wsx3edc4rfv chickenwing101 contortionist newproject2004 needforspeed maurolarastefy domainlock2005 scandinavian
hd764nw5d7e1vb1 qazwsxedcrfvtgb counterstrike vfvfvskfhfve fkmnthyfnbdf 23176djivanfros whosyourdaddy 010203040506
102030405060 vanyarespekt 89231243658s iseedeadpeople transformers devilmaycry4 combat123654 ghjcnjrdfibyj
saun24865709 ptybnxtvgbjy 31217221027711 fucktheworld mevefalkcakk hedimaptfcor cosmopolitan zqjphsyf6ctifgu
lhbjkjubz2957704 boy4u2ownnyc ingodwetrust installdevic an83546921an13 auckland2010 residentevil olcrackmaster
32615948worms avrillavigne massimiliano nhfdvfnjkju123 742617000027 41d8cd98f00b nemvxyheqdd5oqxyxyzi punksnotdead
fynfyfyfhbde nightcrawler gjkysqgbpltw 01telemike01 stratocaster installsqlst frederiksberg 1a2s3d4f5g6h
89876065093rax lytghjgtnhjdcr nhecsyfujkjdt seemnemaailm antananarivu greenlantern 1234qwerasdfzxcv 59382113kevinp
gtnhjpfdjlcr bltynbabrfwbz maprchem56458 bpgjldsgjldthnf iampurehaha2 cjdthitycndj corperfmonsy weihnachtsbau
stickdaddy77 necronomicon mortalkombat systemofadown minnesota_hp websolutionssu amadeusptfcor specialinsta
nhfycajhvths paraklast1974 webuivalidat msorcloledbr nondriversig wazzkaprivet weihnachtsbaum z1x2c3v4b5n6m7
ghjnbdjcnjzybt sonnenschein anytimetoday ntktdbpjh1994 nick1234-rem936 thecakeisalie ontheoutside zcfvfzkexifz
ghjatccbjyfk aksjdlasdakj89879 23wkoa0fp78dk 6215mila6215 pfqwtd27121988 cnfc35762209 findaupair007 alpha135792468
ghtdtlvtldtl gfhfktkjuhfv lytdybrbdfvgbhf ronaldinho10 ipo54tj45uy856 89semtsriuty sdicmt7seytn blacksonblon
ktjynsq40147 1a2a3a4a5a6a 050605rostik 19960610ilja z1x2c3v4b5n6 badiman28200 nhbujyjvtnhbz ne_e_pod_chehyl
hd764nw5d7e1vbv gthtrfnbgjkt configuratio msoracle32re bhrh0h2oof6xbqjeh 193570356033 pe#5gz29ptzmse telechargement
yfdbufnjh10305070 g13916055158 5532361cnjqrf 0r968ji9ufj6 jundian2011xr projectsadminx john!20130605at1753
ihatethisgame s8ylpe9jdpvym qwegta13091990 doomsayer.2.7mords.v seniseviyorum onedirection doomsayer.2.7mords.vv
migrationschool xtseo2011tdx gettherefast sdf7asdf6asdg8df zmx870919123 inactive1996aug lydcc20091314 dfg5fhg5vgfh1
hawkesbury93 yemi19900911 jkiuztdftl57 xantria10315 familiyafamiliya vitor1268123 m01759766727 weronika1992
neworleans12345 natiichen999 kartoffelpuffer stefangreil1983 total12scherz somanypickles27 leliane50934 moderncombat
marek14michal przyjaciolki laurel12creek yandi20080527 ezekiel11991 arabella24630 knackwurst8853
`
