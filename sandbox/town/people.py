"""The people of Lakeside: an invented town, so every name and handle here is made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Townsperson:
    """One invented person.

    `manner` steers the reactions: WARM, CALM, DRY, GRUMPY, ANXIOUS, PRESS, RIVAL or SPAM.
    `on` says which town copies the person uses: "x", "fb" or "both".
    """

    key: str
    name: str
    x_username: str
    x_followers: int
    about: str
    manner: str = "CALM"
    language: str = "en"
    on: str = "both"

    @property
    def first_name(self) -> str:
        """The name a friend would use."""
        return self.name.split()[0]


def _person(line: str) -> Townsperson:
    key, name, username, followers, manner, language, on, about = line.split("|")
    return Townsperson(key, name, username, int(followers), about, manner, language, on)


# key|name|X username|X followers|manner|language|networks|about
_LINES = """\
jo|Jo Tamsin|jotamsin_lkd|212|WARM|en|both|Potter. Two kilns, one patient husband.
meera|Meera Joshipura|meerajoshi_lkd|840|WARM|en|both|School librarian. Lends anything but pens.
marcus|Marcus Bellweather|mbellweather|1530|GRUMPY|en|both|Builds decks. Keeps receipts.
lucia|Lucía Ferrán|luciaferran_lk|388|WARM|es|both|Enfermera, madre, bailarina de domingo.
hamid|Hamid Sarkosh|hamidsarkosh|96|CALM|en|both|Bikes to work. Yes, in January too.
wen|Wen Liang-Moore|wenlmoore|2240|CALM|en|both|Runs the plant shop on Alder Street.
tilda|Tilda Okonjo|tildaokonjo|655|ANXIOUS|en|both|Cellist. Mostly awake.
ruben|Rubén Castaleda|rcastaleda_lk|174|DRY|es|both|Cocino, opino, duermo.
greta|Greta Hollmarsh|gretahollmarsh|61|GRUMPY|en|both|Retired, not tired.
dev|Dev Patwary|devpatwary_lk|1190|CALM|en|both|Software by day, sourdough by night.
nora|Nora Fennimore|norafennimore|433|WARM|en|both|A dentist's favorite receptionist. Ask him.
oskar|Oskar Brandvold|obrandvold|78|DRY|en|both|I moved here for the lake. The lake is fine.
amara|Amara Nwosu-Kelly|amaraknwosu|3120|WARM|en|both|Wedding photographer. I cry at all of them.
bea|Beatrix Lowdermilk|bealowdermilk|142|ANXIOUS|en|both|Kindergarten teacher, glitter everywhere.
kenji|Kenji Aramoto|kenjiaramoto|507|CALM|en|both|Piano tuner. Please stop putting vases on it.
sunny|Sunniva Drake|sunnivadrake|1875|WARM|en|both|Swim coach. 5 a.m. is a lifestyle.
theo|Theo Vasilakos|theovasilakos|289|GRUMPY|en|both|Night shift at the bakery. Be brief.
mina|Mina Azadpour|minaazadpour|920|CALM|en|both|Architect of very small houses.
carl|Carl-Henry Dupree|chdupree_lkd|54|CALM|en|both|Grandfather of five, fisherman of none.
ximena|Ximena Orlado|ximenaorlado|610|WARM|es|both|Diseño, café y plantas.
flo|Florence Quick|floquick|1345|DRY|en|both|Stand-up on Thursdays. Sit-down otherwise.
pavel|Pavel Horvatin|pavelhorvatin|118|CALM|en|both|Bus driver, route 9. Wave back.
imani|Imani Stroud|imanistroud|2790|WARM|en|both|Hair and make-up. Ask me about brows.
gwen|Gwen Abernethy-Sole|gwenabsole|83|GRUMPY|en|both|Choir, garden, letters to the editor.
yusuf|Yusuf Demirel|yusufdemirel_lk|402|CALM|en|both|Pharmacist. Reads leaflets for fun.
lottie|Lottie Farraday|lottiefarraday|765|ANXIOUS|en|both|Nursing student, third coffee.
sam|Sam Ikeda-Ross|samikedaross|233|DRY|en|both|They. Mostly a cat account.
rosa|Rosa Pellegrino-Hart|rosaphart|156|WARM|en|both|Bakes for the whole street.
ian|Ian Mactavish-Bloom|ianmacbloom|49|GRUMPY|en|both|Accountant. It does not add up.
delia|Delia Sunderji|deliasunderji|588|CALM|en|both|Yoga at the boathouse, Saturdays.
hank|Hank Ottoway|hankottoway|31|CALM|en|fb|I only have this for the fishing group.
mabel|Mabel Trevanion|mabeltrevanion|22|CALM|en|fb|Great-grandmother. My granddaughter set this up.
zara|Zara Mehmood|zaramehmood_lk|4210|WARM|en|both|Running, reading, roasting my brothers.
colm|Colm Gilhooly|colmgilhooly|367|DRY|en|x|Opinions about roundabouts.
noemi|Noemí Barragán|noemibarragan|295|ANXIOUS|es|both|Profe de biología.
ash|Ash Perrywinkle|ashperrywinkle|1020|CALM|en|both|Barista. Your name is spelled how I hear it.
tomas|Tomas Lindqvar|tomaslindqvar|140|CALM|en|both|Dad of twins. What day is it?
vivian|Vivian Osei-Clarke|vivianoseic|1760|WARM|en|both|Estate agent with a conscience.
bert|Bert Saltonstone|bertsaltonstone|17|GRUMPY|en|fb|Retired ferry captain. Better wind then.
anouk|Anouk Delacre|anoukdelacre|905|DRY|en|both|Translator. It sounded better in the original.
mo|Mo Haddadin|mohaddadin_lk|276|CALM|en|both|Five-a-side goalkeeper. Bring ice.
ellie|Ellie Winterbourne|elliewinterb|3340|ANXIOUS|en|both|Bride-to-be in a mild panic.
petra|Petra Novotny-Gale|petranovgale|12800|PRESS|en|both|Reporter, the Lakeside Lantern.
crumb|Crumb & Compass|crumbandcompass|8950|WARM|en|both|Eating my way around the lake.
brad|Brad Kessenich|bradk_velvet|640|RIVAL|en|both|Velvet Glow is the best in town, fight me.
dealz|Glow Dealz 4 U|glowdealz4u_lk|3|SPAM|en|both|Best dealz!! Link in bio.
crypto|Lakecoin Official Real|lakecoin_real|9|SPAM|en|both|1 lakecoin = 1 lakecoin.
follow|Growth Fairy|growthfairy_lk|44|SPAM|en|x|10k followers while you sleep.
"""

PEOPLE: tuple[Townsperson, ...] = tuple(_person(line) for line in _LINES.splitlines())
BY_KEY: dict[str, Townsperson] = {person.key: person for person in PEOPLE}


def people_who(*, manner: str | None = None, on: str | None = None) -> list[Townsperson]:
    """The people with this manner who use this network ("x" or "fb"), in a fixed order."""
    return [
        person
        for person in PEOPLE
        if (manner is None or person.manner == manner) and (on is None or person.on in (on, "both"))
    ]
