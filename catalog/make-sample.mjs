// Writes catalog/sample.tsv from the hand-written lists in catalog/sample/*.txt.
//
//   node catalog/make-sample.mjs            write sample.tsv
//   node catalog/make-sample.mjs --check    exit 1 if sample.tsv is out of date
//
// Deterministic: the same lists give the same bytes. No dependencies.
//
// Format of a list:
//   # comment
//   [Product type > Sub type | attribute lists | lowest-highest price]
//   Brand: product, product, product {other attribute lists}
//
// Attribute lists are names from LISTS joined by "+"; a trailing "?" means
// "only on about half of the products". "{}" after a product means none.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomOf } from './random.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const rng = randomOf(20240607)
const TWO_VARIANTS = 0.3

const words = (s) => s.split(',').map((w) => w.trim())

const LISTS = {
  // colours, by where they are used
  colour: words('Black, White, Grey, Navy, Blue, Red, Green, Pink'),
  fashioncolour: words(
    'Black, White, Navy, Charcoal, Burgundy, Olive, Beige, Camel, Ivory, Khaki, Dark Blue, Heather Grey, Rust, Sage',
  ),
  shoecolour: words('Black, White, Grey, Navy, Red, Blue, Black/White, Sand, Volt Green, Coral, Tan'),
  leathercolour: words('Black, Cognac, Tan, Dark Brown, Taupe, Burgundy'),
  brightcolour: words('Turquoise, Yellow, Orange, Purple, Lime Green, Coral, Sky Blue, Red, Pink, Teal'),
  babycolour: words('Mint, Blush Pink, Sky Blue, Grey, Cream, Sage, Lavender, Lemon Yellow'),
  homecolour: words(
    'White, Charcoal, Cream, Sage Green, Light Grey, Terracotta, Mustard Yellow, Dusty Rose, Walnut Brown, Dark Blue',
  ),
  techcolour: words('Black, White, Silver, Space Grey, Midnight Blue, Graphite'),
  casecolour: words('Clear, Black, Midnight Blue, Pink, Lilac, Forest Green'),
  kitchencolour: words('Red, Black, Cream, Stainless Steel, Matte Black, Mint Green, White, Pastel Blue'),
  woodfinish: words('Oak, Walnut, White, Black, Birch, Pine, Espresso'),
  metalfinish: words('Chrome, Brushed Nickel, Matte Black, Polished Brass, Oil-Rubbed Bronze, Satin Nickel'),
  guitarfinish: words('Sunburst, Natural, Black, Cherry Red, Olympic White, Surf Green'),
  inkcolour: words('Black, Blue, Red, Assorted Colours, Violet, Green'),
  shade: words('Rosewood, Nude, Ruby Red, Soft Brown, Coral, Berry, Plum, Ivory, Beige, Peach, Mocha, Black'),
  haircolour: words('Light Blonde, Dark Brown, Copper Red, Jet Black, Chestnut, Ash Blonde'),
  // people
  who: words("Men's, Women's, Men's, Women's, Kids', Unisex"),
  adult: words("Men's, Women's"),
  kidage: words('Ages 3+, Ages 4+, Ages 5+, Ages 6+, Ages 8+'),
  babyage: words('0-6 Months, 3+ Months, 6+ Months, 12+ Months, 6-12 Months'),
  toddlersize: words('6-9 Months, 9-12 Months, 12-18 Months, 2 Years, 3 Years'),
  // sizes
  shoesize: words('Size 6, Size 7, Size 8, Size 9, Size 10, Size 11, Size 12'),
  size: words('Small, Medium, Large, X-Large'),
  jeanssize: words('W30 L32, W32 L32, W34 L34, W36 L34'),
  brasize: words('34B, 36C, 34D, 38D'),
  diapersize: words('Size 1 (44 Count), Size 2 (60 Count), Size 3 (52 Count), Size 4 (48 Count), Size 5 (38 Count)'),
  bedsize: words('Twin, Full, Queen, King, California King'),
  frame: words('20 x 30 cm, 30 x 40 cm, 50 x 70 cm'),
  rug: words('120 x 170 cm, 160 x 230 cm, 200 x 290 cm, 80 x 150 cm'),
  cm: words('20 cm, 24 cm, 26 cm, 28 cm, 30 cm'),
  bladecm: words('9 cm, 13 cm, 16 cm, 20 cm'),
  furniturecm: words('60 cm, 80 cm, 120 cm, 140 cm, 160 cm'),
  inch: words('43 Inch, 50 Inch, 55 Inch, 65 Inch, 75 Inch'),
  screen: words('24 Inch, 27 Inch, 32 Inch, 34 Inch'),
  laptop: words('13 Inch, 14 Inch, 15.6 Inch, 16 Inch'),
  bike: words('26 Inch, 27.5 Inch, 29 Inch'),
  frameSize: words('Small Frame, Medium Frame, Large Frame'),
  metres: words('1 m, 1.5 m, 2 m, 3 m, 5 m'),
  hosem: words('10 m, 15 m, 20 m, 25 m, 30 m'),
  mm: words('3 mm, 5 mm, 6 mm, 8 mm, 10 mm'),
  ballsize: words('Size 3, Size 4, Size 5'),
  petsize: words('Small Breed, Medium, Large Breed, Extra Small'),
  paper: words('A4, A5, Letter Size, Legal Size'),
  // amounts
  grams: words('150 g, 200 g, 250 g, 300 g, 400 g, 500 g'),
  smallgrams: words('40 g, 50 g, 75 g, 90 g, 100 g, 120 g'),
  kilos: words('500 g, 750 g, 1 kg, 2 kg'),
  petkilos: words('1.5 kg, 3 kg, 7 kg, 12 kg, 15 kg'),
  tub: words('450 g, 900 g, 1 kg, 2.27 kg'),
  ml: words('50 ml, 75 ml, 100 ml, 150 ml'),
  bigml: words('200 ml, 250 ml, 400 ml, 500 ml'),
  dropml: words('15 ml, 30 ml, 50 ml'),
  cleanml: words('500 ml, 650 ml, 750 ml, 1 L'),
  scent: words('50 ml, 100 ml, 30 ml'),
  litre: words('500 ml, 1 L, 1.5 L, 2 L'),
  canister: words('1 L, 4 L, 5 L'),
  can: words('250 ml, 330 ml, 355 ml, 473 ml'),
  pint: words('460 ml, 500 ml, 473 ml'),
  bottleml: words('350 ml, 500 ml, 620 ml, 750 ml, 1 L'),
  potl: words('1.5 L, 3 L, 5.5 L, 6 L'),
  packl: words('18 L, 22 L, 25 L, 30 L, 45 L, 65 L'),
  bigl: words('20 L, 30 L, 40 L, 50 L'),
  // counts
  few: words('2 Pack, 3 Pack, 4 Pack, 6 Pack'),
  pack: words('4 Pack, 6 Pack, 8 Pack, 12 Pack'),
  bigpack: words('12 Pack, 18 Pack, 24 Pack'),
  count: words('20 Count, 30 Count, 40 Count, 50 Count, 80 Count'),
  tablets: words('30 Tablets, 60 Tablets, 90 Tablets, 120 Tablets'),
  capsules: words('30 Capsules, 60 Capsules, 90 Capsules, 120 Softgels'),
  gummies: words('60 Gummies, 90 Gummies, 150 Gummies'),
  bags: words('20 Bags, 40 Bags, 80 Bags'),
  pods: words('10 Pods, 16 Pods, 32 Pods, 50 Pods'),
  washes: words('20 Washes, 40 Washes, 60 Washes'),
  rolls: words('4 Rolls, 9 Rolls, 12 Rolls, 24 Rolls'),
  pieces: words('45 Pieces, 120 Pieces, 212 Pieces, 500 Pieces'),
  setof: words('Set of 2, Set of 4, Set of 6'),
  jigsaw: words('100 Pieces, 500 Pieces, 1000 Pieces, 2000 Pieces'),
  players: words('2-4 Players, 2-6 Players, 3-8 Players'),
  sheets: words('100 Sheets, 200 Sheets, 500 Sheets'),
  // flavours
  cereal: words('Original, Honey, Cinnamon, Chocolate'),
  icecream: words('Vanilla, Strawberry, Salted Caramel, Cookies and Cream, Mint Chip, Pistachio'),
  sweet: words('Milk Chocolate, Dark Chocolate, Peanut Butter, Salted Caramel, Hazelnut'),
  savoury: words('Sea Salt, Sour Cream and Onion, Barbecue, Sweet Chilli, Jalapeño, White Cheddar'),
  fruit: words('Lemon Lime, Raspberry, Peach, Black Cherry, Grapefruit, Mango, Watermelon'),
  proteinflavour: words('Vanilla, Chocolate, Strawberry, Cookies and Cream, Banana'),
  petflavour: words('Chicken, Salmon, Beef, Lamb and Rice, Turkey, Tuna'),
  mint: words('Mint, Fresh Mint, Spearmint, Cool Peppermint'),
  smell: words('Lavender, Fresh Linen, Lemon, Ocean Breeze, Unscented, Eucalyptus'),
  roast: words('Medium Roast, Dark Roast, Light Roast, Espresso Roast, Decaf'),
  spf: words('SPF 15, SPF 30, SPF 50'),
  skin: words('for Sensitive Skin, for Dry Skin, for Oily Skin, for All Skin Types'),
  hair: words('for Dry Hair, for Curly Hair, for Coloured Hair, for Fine Hair'),
  // technical
  storage: words('64 GB, 128 GB, 256 GB, 512 GB'),
  disk: words('500 GB, 1 TB, 2 TB, 4 TB'),
  ram: words('8 GB RAM, 16 GB RAM, 32 GB RAM'),
  watt: words('20 W, 30 W, 45 W, 65 W, 100 W'),
  appliancewatt: words('800 W, 1000 W, 1400 W, 1700 W, 2000 W'),
  mah: words('5000 mAh, 10000 mAh, 20000 mAh'),
  volt: words('12 V, 18 V, 20 V, 36 V'),
  battery: words('Tool Only, with 2 Batteries, with Charger, with Carry Case'),
  ports: words('5 Port, 8 Port, 16 Port'),
  phone: words('for iPhone 15, for iPhone 14, for Galaxy S24, for Pixel 8, for iPhone 15 Pro'),
  layout: words('US Layout, UK Layout, German Layout'),
  bulb: words('Warm White, Cool White, Daylight, Dimmable'),
  material: words('Stainless Steel, Bamboo, Glass, Ceramic, Silicone'),
  fabric: words('Cotton, Linen, Polyester, Velvet, Microfibre'),
  tyre: words('195/65 R15, 205/55 R16, 225/45 R17, 225/40 R18'),
  wiper: words('450 mm, 530 mm, 600 mm, 650 mm'),
  viscosity: words('0W-20, 5W-30, 5W-40, 10W-40'),
  gauge: words('.009-.042, .010-.046, .011-.052, .012-.053'),
  reed: words('Strength 2, Strength 2.5, Strength 3'),
  drum: words('10 Inch, 12 Inch, 14 Inch, 16 Inch, 20 Inch'),
  lift: words('5 kg, 10 kg, 15 kg, 20 kg'),
  persons: words('1 Person, 2 Person, 3 Person, 4 Person'),
  temp: words('-5 °C, 0 °C, 5 °C'),
  seeds: words('Organic, 200 Seeds, 500 Seeds'),
  strength: words('200 mg, 400 mg, 500 mg'),
  iu: words('1000 IU, 2000 IU, 400 mg, 500 mg, 1000 mg'),
}

/**
 * Products that stand in a section for their brand's sake but are something else: [pattern, product type or null to
 * keep the section's, lowest and highest price (left out: the
 * section's)]. The first match wins.
 */
const KINDS = [
  // small things in dear sections
  [/screen protector|skin wrap|ring holder|popgrip|stick-on|wallet finder|cable organizer|finder$/i, null, 8, 35],
  [/washing machine cleaner|machine cleaner|dishwasher (cleaner|booster|salt)|descaling|system cleaner/i, null, 5, 18],
  [/(dust|vacuum|hepaflo|disposal|refill) bags|bags roll|mop pad|mop refill|sealing rings|sealer bags/i, null, 8, 28],
  [/water filter$|replacement .*filter|^filter$|pail refill|collection cups|nipple|flange/i, null, 8, 40],
  [/freeze dried|fajita bowl|fuel tablets|tamper|extractor blade|dry grains|ice cube|bottle brush|snack/i, null, 3, 16],
  [
    /\b(carpet shampoo|detergent|ski wax|base cleaner|surf wax|tech wash|waterproofing|repel|chain lube|lubricant|degreaser|chain oil|engine oil|drum key|fret polish|rosin|valve oil|key oil|clipper oil|boot oil)\b/i,
    null,
    5,
    30,
  ],
  [
    /\b(spark plug|air filter|trimmer head|trimmer line|mower blades|chainsaw chain|file kit|guide bar|nozzles|sprinkler$|sprinkler timer|spray gun|hedge shears|snow shovel)\b/i,
    null,
    8,
    45,
  ],
  [
    /\b(jigsaw blade|drill bit|bit set|hole saw|saw blades?|multi-material blade|finish nails|glue sticks|fuel cells|anchor bolts|wax ring|flapper|fill valve|supply line|water connector|angle stop|anode rod|heating element|air switch|coupling)\b/i,
    null,
    6,
    45,
  ],
  [
    /\b(expansion card|camera module|power supply for|mouse mat|mouse pad|laptop lock|wrist rest|keycap set|switches|card reader|usb hub|displayport adapter|starter kit|marker plus stylus|thermal paste|case fan|riing fan|silent wings fan)\b/i,
    null,
    8,
    70,
  ],
  [/^official power supply|microcontroller board|single board computer/i, 'Computers > Components', 10, 90],
  [
    /\b(sipper cap|straws|gym ?chalk|stuff sack|rain cover|first aid bag|gaiters|headcollar|bike bell|bottle cage|tyre levers|inner tube|patch kit|disc brake pads|grips|shuttlecocks|balls|dart flights|overgrip|mouthguard|finger tape|chalk|cord|scrum cap|cones|lifting straps|wrist wraps|massage ball|speed rope|electrodes|steri-strip|puck)\b/i,
    null,
    6,
    40,
  ],
  [
    /\b(guitar picks|drumsticks|egg shaker|jingle stick|brushes|practice pad|tambourine|maracas|soprano recorder|kazoo|tin whistle|slipmat|jack plug|xlr connector|guitar strap|capo|(music|microphone|guitar|hi-hat) stand$)\b/i,
    null,
    5,
    45,
  ],
  [
    /spare battery|lightning cable|usb c cable|screen care|replacement wristband|elite strap|floating hand grip|body mount|sleepcover|lens filter|polarizer filter|disposable camera|film\b(?!.*camera)|photo paper|charging dock/i,
    null,
    8,
    55,
  ],
  [/diaper bag|footmuff|parasol|isofix base|glider board|snap-on storage|kneeler|lounger cover/i, null, 25, 140],
  // appliances
  [/washing machine$|washer dryer$/i, 'Kitchen > Large Appliances', 320, 1200],
  [/smart tv$|television$|\btv$/i, 'Electronics > TV & Home Theatre', 220, 1900],
  [/microwave( oven)?$/i, 'Kitchen > Small Appliances', 70, 240],
  [/retro (fridge|toaster)|fab fridge/i, null, 120, 900],
  [
    /(radiator|(?<!water |patio )heater|(?<!case |wings |clip-on )fan|air purifier|humidifier|fireplace)$/i,
    'Home > Heating & Air',
    35,
    320,
  ],
  [/sewing machine|cutting machine|overlocker|embroidery machine/i, 'Office > Sewing & Craft Machines', 120, 620],
  [/robot (lawn )?mower/i, 'Garden > Power Equipment', 500, 2200],
  [/electric blanket|underblanket|heated mattress pad/i, 'Home > Bedding & Mattresses', 30, 120],
  [/robot vacuum|robovac/i, 'Household > Cleaning Tools & Vacuums', 150, 900],
  [
    /vacuum( cleaner)?$|wet dry vacuum|steam (cleaner|pocket mop)|carpet (cleaner|washer)$/i,
    'Household > Cleaning Tools & Vacuums',
    60,
    620,
  ],
  [/(hair dryer|airwrap styler|flexstyle)/i, 'Beauty > Hair Tools', 25, 420],
  [/lumea|epilator|shaver$|oneblade/i, 'Beauty > Shaving', 40, 380],
  [/water flosser|electric toothbrush|hydrosonic|smart toothbrush/i, 'Health > Dental Care', 25, 190],
  [
    /\b(mop|broom|squeegee|duster|dustpan|scrub brush|ironing board|clothes airer|scrubber|dusting mitt)\b/i,
    'Household > Cleaning Tools & Vacuums',
    7,
    70,
  ],
  [/massage gun|percussion massager/i, 'Health > Massage', 80, 400],
  [
    /tassimo|dolce gusto coffee maker|k-mini|eq6 coffee|moka express/i,
    'Kitchen > Coffee & Breakfast Machines',
    40,
    320,
  ],
  [/frother/i, 'Kitchen > Coffee & Breakfast Machines', 40, 120],
  [/ice maker|coolbox/i, null, 100, 320],
  // electronics and computers
  [/(projector)$/i, 'Electronics > TV & Home Theatre', 220, 1300],
  [/printer$/i, 'Computers > Printers & Scanners', 90, 480],
  [/(ink cartridge|toner cartridge|ink bottle|drum unit)/i, 'Computers > Printers & Scanners', 15, 140],
  [/scanner$/i, null, 60, 480],
  [/label maker/i, 'Office > Filing & Desk', 25, 110],
  [/calculator$/i, 'Office > Filing & Desk', 12, 130],
  [/(graphics card)$/i, 'Computers > Components', 220, 1200],
  [/motherboard$/i, 'Computers > Components', 90, 420],
  [/docking station|thunderbolt dock$/i, 'Computers > Monitors & Accessories', 60, 320],
  [/wifi router/i, 'Computers > Networking', 45, 280],
  [/(gaming|office|hd|ultrasharp|portable|flexscan|prolite) monitor$/i, 'Computers > Monitors & Accessories', 110, 700],
  [/mouse$|trackball|webcam|microphone$/i, null, 15, 170],
  [/keyboard cover|office software|security software|antivirus/i, null, 30, 150],
  [/(5|oled|x) console$|virtual reality/i, 'Electronics > Gaming', 200, 560],
  [/controller( pair)?$|joy-con|game controller/i, null, 30, 190],
  [/feature phone|flip phone|mobile phone|landline|dect phone|walkie/i, null, 30, 110],
  [/(matepad|graphics|drawing|paper|tab s9|tab) tablet$|e-reader/i, null, 90, 650],
  [/(earbuds|earphones|headphones)/i, 'Electronics > Headphones & Audio', 22, 350],
  [/(?<!battery )charger$/i, null, 12, 60],
  [/(lens|camera|leather) case$|backdrop|tripod$|monopod/i, null, 15, 110],
  [
    /fitness tracker|fitness strap|smartwatch|watch (fit|gt|series)|smart scale/i,
    'Electronics > Wearables & Smart Home',
    30,
    390,
  ],
  [/baby monitor|breathing monitor/i, 'Baby > Nursery & Safety', 60, 290],
  [/electric scooter/i, 'Sports & Outdoor > Climbing & Skating', 280, 900],
  [/portable power station|solar generator|power station/i, null, 190, 1500],
  [/solar(saga)? panel/i, null, 60, 380],
  [/power bank/i, null, 20, 110],
  [/mirrorless camera|compact camera|bridge camera|digital camera/i, 'Electronics > Cameras & Drones', 280, 2400],
  [/instant camera/i, null, 70, 160],
  [/drone$/i, null, 250, 1100],
  [/smart (plug|light bulb|bulb)|bluetooth tracker|streaming (stick|player)|tv stick/i, null, 15, 70],
  [
    /jobsite radio|kitchen radio|clock radio|shower radio|pocket radio|digital radio|table radio/i,
    'Electronics > Headphones & Audio',
    25,
    220,
  ],
  [/video doorbell/i, 'Tools & Hardware > Locks & Security', 60, 230],
  [/^(portable|emberton|stanmore).*speaker$/i, 'Electronics > Headphones & Audio', 60, 380],
  [/cat food|hairball|culinesse|kitten|cat pouches/i, 'Pet > Cat Food'],
  [/cat litter$|litter (box|tray)|cat (pan|toilet)$/i, 'Pet > Cat Litter'],
  // home, garden, sports
  [/\bstorage deck box|novel shed|folding table/i, null, 60, 600],
  [/batteries|battery charger$/i, null, 8, 60],
  [/hand saw|tape measure|lunch box|dog bowl|mug$/i, null, 8, 45],
  [/pillow$|pillows|pillowcase|seat cushion|sleep mask|glow light/i, null, 15, 110],
  [
    /bed sheets|sheet set|fitted sheet|duvet|comforter(?! \w*teeth)|blanket$|\bthrow$|bed linen|mattress (protector|topper|pad)/i,
    null,
    25,
    190,
  ],
  [/(?<!crib |quilted )mattress$/i, null, 220, 1400],
  [/office chair|task chair|gaming chair|lounge chair/i, null, 110, 1300],
  [/shopping bag|jewelry organizer|tray tables/i, null, 2, 60],
  [/toilet$|bathtub$|water heater/i, null, 160, 1100],
  [/toilet paper holder|towel ring|grab bar|tub spout/i, null, 15, 70],
  [/treadmill$|elliptical$|rowing machine|rowerg|skierg|indoor cycling bike|spin bike/i, null, 280, 2200],
  [
    /(yoga mat|yoga block|foam roller|balance pad|resistance (band|tube)|flexbar|kettlebell|dumbbell$|bolster)/i,
    null,
    12,
    130,
  ],
  [
    /(mountain|road|gravel|hybrid|trail|cruiser|folding) bike$|cruiser bicycle|upright bike|exercise bike/i,
    null,
    280,
    2200,
  ],
  [/(kids|balance) bike|kids scooter/i, null, 70, 420],
  [/table tennis table/i, null, 220, 800],
  [/paddle board|kayak$|canoe$/i, null, 220, 1100],
  [/alloy wheel|motorcycle tyre/i, null, 110, 380],
  [/digital tyre inflator|road atlas|booster cables/i, 'Automotive > Accessories', 12, 60],
  [/car tyre/i, 'Automotive > Tyres & Wheels', 70, 190],
  [/child car seat/i, 'Baby > Strollers & Car Seats', 120, 420],
  [/digital piano|stage piano|synthesizer/i, 'Music > Keyboards & Studio', 280, 1900],
  [/^acoustic guitar$|^concert ukulele/i, 'Music > Guitars', 90, 620],
  [/drum (kit|set)$/i, 'Music > Drums & Percussion', 260, 1400],
  [/ukulele/i, null, 35, 190],
  [/(saxophone|trumpet|trombone|clarinet|flute|cornet|accordion)$/i, null, 280, 2600],
  [/pedal$/i, null, 45, 260],
  [/water gun|foam dart|die-cast|playing cards|card game/i, null, 6, 30],
]

/** What may cost more than MODEST: everything else in a section with a wide price range stays below it. */
const MODEST = 90
const DEAR =
  /laptop|notebook|thinkpad|chromebook|envy|ultrabook|smartphone|ipad|tablet|\btv\b|television|oled|processor|graphics|ssd|nas|hard drive|monitor$|display|camera|lens\b(?! case)|drone|telescope|binoculars|scope|console|headset|speaker|soundbar|receiver|amplifier|\bamp\b|head$|turntable|projector|watch|smartwatch|sofa|loveseat|armchair|recliner|bed\b|table|desk\b|chair|dresser|bookcase|cabinet|wardrobe|sideboard|chest|mattress|stroller|pram|pushchair|buggy|travel system|car seat|crib|carrycot|bassinet|sleeper|playard|bouncer|carrier|breast pump|mower|chainsaw|generator|pressure washer|blower|tiller|tractor|chipper|shredder|scarifier|splitter|greenhouse|shed|pergola|hot tub|inflatable spa|frame pool|grill$|barbecue|smoker|pizza oven|griddle|fire pit|stove|oven|hob|range|fridge|freezer|refrigerator|dishwasher$|dryer|washer|washing machine|cooler$|conditioner$|espresso machine|coffee machine|stand mixer|blender|food processor|casserole|cocotte|dutch oven|frying pan set|saucepan set|knife block|guitar$|bass$|piano|synthesizer|keyboard|drum|cymbal|saxophone|trumpet|trombone|clarinet|violin|cello|banjo|mandolin|interface|microphone|mixer|sampler|tent|sleeping bag|backpack|treadmill|bike|trainer|rower|skierg|elliptical|barbell|dumbbells|skis|snowboard$|boots|bindings|wetsuit|kayak|canoe|paddle board|regulator|kite|foil|driver|irons|putter|racket|skates|helmet|jacket|suit|parka|suitcase|luggage|tote|satchel|sunglasses|eau de|cologne|faucet|shower|toilet$|basin|tap$|water heater|deadbolt|lock$|safe|saw$|drill|driver|wrench|sander|grinder|hammer|router|nailer|compressor|vacuum|tyre|wheel|battery|caliper|absorber|strut|clutch|flywheel|dash cam|diagnostic|rack|box$|seat|sewing|rug|carpet|station|thermostat|access point|gateway|mesh|baby monitor|dock/i

const WOMEN =
  /\b(dress|bra|bralette|skirt|blouse|camisole|bikini|stiletto|heels?|pumps|thong|tights|capri|tunic|lace|nightgown|nightdress|espadrilles|pantyhose|one piece|panties)\b/i
const MEN =
  /\b(tie|boxers?|trunks|suit jacket|boardshorts|pouch brief|jammer|dress shirt|wingtips|walkshorts|undershirts)\b/i

const SMALL = new Set(words('a, an, and, as, at, by, for, from, in, of, on, or, per, the, to, with'))

/** Upper-cases the words written in lower case; leaves model names as they are. */
export function titleCase(text) {
  return text
    .split(' ')
    .map((word, i) =>
      i > 0 && SMALL.has(word)
        ? word
        : word
            .split('-')
            .map((p) => (/^\p{Ll}[\p{Ll}'’]*$/u.test(p) ? p[0].toUpperCase() + p.slice(1) : p))
            .join('-'),
    )
    .join(' ')
}

function parseSpec(spec, where) {
  return spec
    .split('+')
    .map((s) => s.trim())
    .filter(Boolean)
    .map((s) => {
      const optional = s.endsWith('?')
      const name = optional ? s.slice(0, -1) : s
      if (!LISTS[name]) throw new Error(`${where}: no attribute list "${name}"`)
      return { name, optional }
    })
}

export function parseList(text, file) {
  const products = []
  let section = null
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim()
    const where = `${file}:${i + 1}`
    if (!line || line.startsWith('#')) return
    const head = /^\[(.+)\|(.*)\|\s*([\d.]+)-([\d.]+)\s*\]$/.exec(line)
    if (head) {
      section = {
        type: head[1].trim(),
        attrs: parseSpec(head[2], where),
        low: Number(head[3]),
        high: Number(head[4]),
      }
      return
    }
    const colon = line.indexOf(': ')
    if (colon < 1 || !section) throw new Error(`${where}: cannot read "${line}"`)
    const brand = line.slice(0, colon)
    for (const item of line.slice(colon + 2).split(',')) {
      const m = /^\s*(.+?)\s*(?:\{(.*)\})?\s*$/.exec(item)
      if (!m) throw new Error(`${where}: empty product`)
      const kind = KINDS.find(([pattern]) => pattern.test(m[1]))
      products.push({
        brand,
        name: titleCase(m[1]),
        type: kind?.[1] ?? section.type,
        attrs: m[2] === undefined ? section.attrs : parseSpec(m[2], where),
        low: kind?.[2] ?? section.low,
        high: kind?.[3] ?? section.high,
        dear: kind?.[2] !== undefined || DEAR.test(m[1]),
      })
    }
  })
  return products
}

/** EAN-13 in the 200-299 range, which GS1 keeps for use inside a shop. */
function gtin(n) {
  const body = `2${String(n).padStart(11, '0')}`
  const sum = [...body].reduce((s, d, i) => s + Number(d) * (i % 2 ? 3 : 1), 0)
  return body + ((10 - (sum % 10)) % 10)
}

function attributes(product, random) {
  const out = []
  for (const { name, optional } of product.attrs) {
    const roll = random()
    let value = LISTS[name][Math.floor(random() * LISTS[name].length)]
    if (optional && roll < 0.5) continue
    // A target group stated in the product's own name is not repeated.
    if (/^(who|adult)$/.test(name) && /\b(Men|Women|Kids|Girls|Boys|Toddler|Baby)\b/.test(product.name)) continue
    if (/^(who|adult)$/.test(name) && MEN.test(product.name)) value = "Men's"
    else if (/^(who|adult)$/.test(name) && WOMEN.test(product.name)) value = "Women's"
    if (name === 'setof' && /\b(set|combo)$/i.test(product.name)) value = value.replace(/Set of (\d)/, '$1 Piece')
    if (product.name.toLowerCase().includes(value.toLowerCase())) continue
    out.push(value)
  }
  return out.join(' ')
}

export function makeRows(files) {
  const rows = []
  const seen = new Set()
  for (const [file, text] of files) {
    for (const product of parseList(text, file)) {
      const random = rng(`${product.brand}|${product.name}`)
      const variants = random() < TWO_VARIANTS ? 2 : 1
      const high = product.high > 2 * MODEST && !product.dear ? Math.max(MODEST, 2 * product.low) : product.high
      const price = product.low * (high / product.low) ** random()
      for (let v = 0; v < variants; v++) {
        const extra = attributes(product, random)
        const title = `${product.brand} ${product.name}${extra ? ` ${extra}` : ''}`
        if (seen.has(title)) continue
        seen.add(title)
        const shown = price < 100 ? Math.floor(price) + 0.99 : Math.round(price / 10) * 10 - 0.01
        const stock = random()
        const id = `S${String(rows.length + 1).padStart(5, '0')}`
        rows.push({
          id,
          title,
          description: '',
          link: `https://shop.example/p/${id}`,
          image_link: '',
          price: `${shown.toFixed(2)} USD`,
          availability: stock < 0.9 ? 'in_stock' : stock < 0.97 ? 'out_of_stock' : 'preorder',
          brand: product.brand,
          gtin: gtin(rows.length + 1),
          product_type: product.type,
          condition: 'new',
        })
      }
    }
  }
  return rows
}

export function toTsv(rows) {
  const fields = words(
    'id, title, description, link, image_link, price, availability, brand, gtin, product_type, condition',
  )
  return [fields, ...rows.map((r) => fields.map((f) => r[f]))].map((r) => r.join('\t')).join('\n') + '\n'
}

const dir = join(here, 'sample')
const files = readdirSync(dir)
  .filter((f) => f.endsWith('.txt'))
  .sort()
  .map((f) => [f, readFileSync(join(dir, f), 'utf8')])
const tsv = toTsv(makeRows(files))
const target = join(here, 'sample.tsv')
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== tsv) {
    console.error('sample.tsv is out of date: run node catalog/make-sample.mjs')
    process.exit(1)
  }
} else {
  writeFileSync(target, tsv)
  console.log(`${tsv.split('\n').length - 2} products written`)
}
