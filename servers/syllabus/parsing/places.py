"""Which institution a syllabus is of, and which time zone its place settles. Small tables of places, tables only last.

A zone follows from a name ("University of Oregon", "Boston"), from the country of an e-mail address, or from the words
"Eastern time"; where none of them says it, there is none: a zone is never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from servers.syllabus.parsing import domains

_WORD = r"(?:(?:St|Mt|Ft)\.|[A-ZÀ-Ý][\w’'À-ÿ-]*)"
_LINK = r"(?:of|and|the|de|du|des|&|y)"
_KIND = r"(?:University|College|Institute|Universität|Université|Universidad|Universidade|Universiteit|Polytechnic)"
_NO_CAMPUS = (
    r"(?:Fall|Spring|Summer|Winter|Autumn|Dep|School|College|Faculty|Room|Hall|Instructor|Prof|Dr|and|The|USA"
    r"|[A-Z]{2}\b)"
)
_INSTITUTION = re.compile(
    rf"\b(?:(?:The )?(?P<of>(?:University|Universität|Université|Universidad|Institute|College) (?:of|de|du|at) "
    rf"(?:the )?{_WORD}(?: ?(?:{_LINK} )?{_WORD}){{0,4}}(?:(?: ?[-–] ?|, ?(?!{_NO_CAMPUS})"
    rf"| at ){_WORD}(?: {_WORD})?)?)"
    rf"|(?P<named>(?:{_WORD} (?:{_LINK} )?){{1,4}}{_KIND}(?: of {_WORD}(?: (?:{_LINK} )?{_WORD}){{0,3}})?"
    rf"(?: (?:at|in) {_WORD}(?: {_WORD})?)?))"
)
_DIVISION = re.compile(
    r"\b(?:College|Institute|University) of (?:the )?(?:Arts?|Sciences?|Engineering|Liberal|Business|Education"
    r"|Natural|Social|Fine|Health"
    r"|Computing|Environment\w*|Design|Architecture|Pharmacy|Veterinary|Public|Human|Behavioral|Applied|Math\w*"
    r"|Letters|Humanities|Information|Computer|Agricultur\w+|Medicine|Nursing|Law|Music|Media"
    r"|Communication\w*)\b"
    r"|^(?:(?:Community|State|Honors|Graduate|This|Your|Our|Each|Any|The|Course|Student|Students|All|Oxford"
    r"|Cambridge|Weekend|Evening) (?:University|College)$|(?:Under|For|By|From|With|When|If|Since|As|Per|On|In) )"
    r"|\bUniversity Libraries\b|^(?!.*(?:Polytechnic|Pratt|Technology|University|College)).* Institute$"
    r"|\b(?:Press|Library|Policy|Bookstore|Police|Code|Catalog|Writing|Honor|Academic)\b"
)
_LEADING = re.compile(
    r"^(?:(?:Syllabus|Programme|Program|All|The|Welcome|At|Course|Department|School|Copyright|Visit|See)\s+(?:(?:for"
    r"|of|to|the|at)\s+)*)+"
)
_PUBLISHED = re.compile(r"\s+(?:Press|Library|Bookstore|Hospital)\b")
_SEASON_BEHIND = re.compile(
    r"[\s,]+(?:Fall|Spring|Summer|Winter|Autumn|Syllabus|Course|E-?[Mm]ail|Office|Institute|School|Department)$|[’']s\s.*$"
)
_EMAIL = re.compile(r"@\s?(?P<host>(?:[\w-]+\.)+[a-z]{2,4})(?![\w-]|\.\w)", re.IGNORECASE)
_HOST = re.compile(r"(?:\w://|\bwww\.)(?P<host>(?:[\w-]+\.)+[a-z]{2,4})(?![\w-]|\.\w)", re.IGNORECASE)
_EMAIL_COUNTS = 3
_NO_INSTITUTION = re.compile(r"\.(?:co\.\w\w|com|org|net|io|us|gov|be|ly|me|tv|co|info|app|dev)$")
_NOT_ITS_PLACE = re.compile(
    r"(?i:\b(?:press|publish\w*|wiley|springer|mcgraw|pearson|norton|vintage|routledge|edition)\b|\w: \w+, \d{4})"
    r"|(?i:\b(?:street|avenue|instructors?|professor|prof|dr|lecturer|tas?)\b)|\b[A-Z]\. [A-Z][a-z]"
)
"""Beside a town: where a book was printed, a street, a person who bears its name."""
_SHORT = 100  # letters of a line that says where, and does not speak of places
_TOP_ROWS, _HEAD_ROWS = 10, 25


def _said(word: str, letters: str, zone: str) -> tuple[re.Pattern[str], str]:
    """ "9 am Eastern", "Eastern Standard Time", "9:00 EST", "all times are EST"; not "Eastern Europe", "an MST"."""
    return re.compile(
        rf"(?::\d\d|[ap]\.?m\.?)\s*\(?(?:{word}|{letters})\b|\b{word} (?:Standard |Daylight )?[Tt]ime\b"
        rf"|\b[Tt]imes? [^.\n]{{0,30}}\b{letters}\b"
    ), zone


ZONES_BY_WORD = (
    _said("Eastern", "E[SD]?T", "America/New_York"),
    _said("Central", "C[SD]T", "America/Chicago"),
    _said("Mountain", "M[SD]T", "America/Denver"),
    _said("Pacific", "P[SD]T", "America/Los_Angeles"),
    _said("Atlantic", "A[SD]T", "America/Halifax"),
)


def find(
    head: Sequence[str], edges: Iterable[str], texts: Sequence[str], addresses: Iterable[str]
) -> tuple[str | None, str | None]:
    """The institution and its IANA zone, as far as the document settles them. `addresses`: what it links to."""
    domain = _domain(texts, addresses)
    name = _institution(head, edges, texts, domain)
    return name, _timezone(name, head, texts, domain)


def _institution(head: Sequence[str], edges: Iterable[str], texts: Sequence[str], domain: str | None) -> str | None:
    """The first that the top or a running header names, else that of the addresses, else the one named most."""
    top, below = head[:_TOP_ROWS], head[_TOP_ROWS:_HEAD_ROWS]
    if name := _first((*top, *edges)):
        return name
    if known := domains.known().get(domain or ""):
        return known[0]
    if name := _first(below):
        return name
    country, label = _country(domain), (domain or "").split(".")[0]
    named = Counter(name for text in texts for name in names(text) if not country or _zone(name) in {None, country})
    if own := next((name for name in named if label and _is_called(name, label)), None):
        return own
    return max(named, key=lambda name: named[name], default=None) if max(named.values(), default=0) > 1 else None


def _is_called(name: str, label: str) -> bool:
    """Whether the first part of a domain stands for the name: its first word, or its initials."""
    parts = [part for part in name.lower().split() if part not in {"of", "the", "and", "at"}]
    return label in {parts[0], "".join(part[0] for part in parts)}


def _first(texts: Iterable[str]) -> str | None:
    return next((name for text in texts for name in names(text)), None)


def _timezone(institution: str | None, head: Sequence[str], texts: Sequence[str], domain: str | None) -> str | None:
    if own := domains.zones().get(institution or ""):
        return own
    if place := _zone(institution or ""):
        return place
    if known := domains.known().get(domain or ""):
        return known[1]
    if zone := _country(domain):
        return zone
    for text in head[:_HEAD_ROWS]:
        if len(text) <= _SHORT and not _NOT_ITS_PLACE.search(text) and (match := _place().search(text)):
            return _zone_of(match.group())
    whole = "\n".join(texts)
    said = [zone for pattern, zone in ZONES_BY_WORD if pattern.search(whole)]
    return said[0] if len(said) == 1 else None


def _zone(name: str) -> str | None:
    """The zone of the place that a name names."""
    match = _place().search(name)
    return _zone_of(match.group()) if match else None


def _country(domain: str | None) -> str | None:
    """The zone of the country that an address is of."""
    return COUNTRIES.get(domain.rsplit(".", 1)[-1]) if domain else None


def names(text: str) -> Iterable[str]:
    if "University" not in text and "College" not in text and "nstitut" not in text and "Univers" not in text:
        return
    for match in _INSTITUTION.finditer(text):
        if _PUBLISHED.match(text, match.end()):
            continue
        name = " ".join(_LEADING.sub("", match["of"] or match["named"]).split()).strip(" ,.-–")
        name = _SEASON_BEHIND.sub("", name)
        if " " in name and not _DIVISION.search(name):
            yield name


def _domain(texts: Iterable[str], addresses: Iterable[str]) -> str | None:
    """The institution's domain that most addresses speak of: an e-mail address tells more than a link.

    Links alone tell only of an institution that is known: they go to packages and libraries as well.
    """
    votes: Counter[str] = Counter()
    mailed: set[str] = set()
    for text in texts:
        if "@" in text:
            mailed |= (found := {_registered(match["host"]) for match in _EMAIL.finditer(text)})
            votes.update(dict.fromkeys(found, _EMAIL_COUNTS))
        if "://" in text or "www." in text:
            votes.update({_registered(match["host"]): 1 for match in _HOST.finditer(text)})
    for address in dict.fromkeys(addresses):
        by_mail = address.startswith("mailto:")
        if match := (_EMAIL if by_mail else _HOST).search(address):
            votes[name := _registered(match["host"])] += _EMAIL_COUNTS if by_mail else 1
            mailed |= {name} if by_mail else set()
    academic = Counter({name: count for name, count in votes.items() if not _NO_INSTITUTION.search(name)})
    if own := academic.keys() & mailed:
        academic = Counter({name: academic[name] for name in own})
    (first, most), (_, second) = (*academic.most_common(2), ("", 0), ("", 0))[:2]
    told = first in mailed or first in domains.known()
    return first if told and most > max(1, second) else None


def _registered(host: str) -> str:
    """ "math.example.edu" → "example.edu", "www.example.ac.uk" → "example.ac.uk", "example.zoom.us" → "example.edu"."""
    labels = host.lower().split(".")
    if labels[-2:] == ["zoom", "us"]:
        own = f"{labels[0]}.edu"
        return own if own in domains.known() else "zoom.us"
    second_level = len(labels) > 2 and labels[-2] in {"edu", "ac", "co", "uni"}  # noqa: PLR2004 - a name before both
    return ".".join(labels[-3 if second_level else -2 :])


@cache
def _place() -> re.Pattern[str]:
    """Any of the places, the longer names first: "Washington University" before "Washington"."""
    names = sorted((name for names in PLACES.values() for name in names.split("|")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@cache
def _zone_of(name: str) -> str:
    return next(zone for zone, names in PLACES.items() if name in names.split("|"))


PLACES: Mapping[str, str] = {
    "America/New_York": (
        "Connecticut|Delaware|Florida|Georgia|Maine|Maryland|Massachusetts|New Hampshire|New Jersey|New York"
        "|North Carolina|Ohio|Pennsylvania|Rhode Island|South Carolina|Vermont|Virginia|Washington, D.C.|Washington, DC"
        "|District of Columbia|Boston|Brooklyn|Buffalo|Philadelphia|Pittsburgh|Baltimore|Atlanta|Miami|Cincinnati"
        "|Cleveland"
        "|MIT|Harvard|Yale|Princeton|Cornell University|Columbia University|Dartmouth|Brown University|Duke"
        "|Johns Hopkins"
        "|Carnegie Mellon|Penn State|Rutgers|Georgetown|George Washington|George Mason|American University"
        "|Howard University"
        "|NYU|CUNY|SUNY|Fordham|Tufts|Northeastern University|Brandeis|UConn|Drexel|Temple University|Villanova|Lehigh"
        "|Bucknell|Swarthmore|Haverford|Bryn Mawr|Emory|Georgia Tech|Clemson|Wake Forest|Davidson College"
        "|Elon University"
        "|Bates College|Bowdoin|Colby College|Middlebury|Amherst|Williams College|Smith College|Mount Holyoke|Wellesley"
        "|Vassar|Barnard|Rensselaer|Syracuse|Rochester|Ithaca|Hamilton College|Oberlin|Kenyon|Case Western"
        "|Dickinson College"
        "|Allegheny College|Ursinus|William & Mary|William and Mary|Old Dominion|Stony Brook|Hofstra|Pace University"
    ),
    "America/Detroit": "Michigan|Detroit|Ann Arbor|Kettering University|Wayne State",
    "America/Indiana/Indianapolis": "Indiana|Purdue|Notre Dame|Indianapolis|Butler University|DePauw",
    "America/Chicago": (
        "Alabama|Arkansas|Illinois|Iowa|Kansas|Louisiana|Minnesota|Mississippi|Missouri|Nebraska|Oklahoma|Texas"
        "|Wisconsin"
        "|North Dakota|South Dakota|Chicago|Houston|Dallas|Austin|New Orleans|Minneapolis|St. Louis|Saint Louis"
        "|Milwaukee"
        "|Memphis|Nashville|Northwestern University|Washington University|Vanderbilt|Rice University|Tulane|Baylor"
        "|Marquette"
        "|DePaul|Loyola University Chicago|Carleton College|Macalester|Grinnell|Cornell College|Drake University|Auburn"
    ),
    "America/Denver": "Colorado|Montana|New Mexico|Utah|Wyoming|Boise|Idaho|Denver|Boulder|Brigham Young",
    "America/Phoenix": "Arizona|Phoenix|Tucson",
    "America/Los_Angeles": (
        "California|Oregon|Nevada|University of Washington|Washington State|Western Washington|Seattle|Spokane|Portland"
        "|Los Angeles|San Francisco|San Diego|Berkeley|Davis, CA|Stanford|Caltech|UCLA|UC Berkeley|UC Davis|UC Irvine"
        "|UC San Diego|UC Santa Barbara|UC Santa Cruz|UC Riverside|UC Merced|USC|Pomona College|Claremont|Harvey Mudd"
        "|Pepperdine|Whittier College|Occidental|Reed College|Gonzaga|Santa Clara|Chapman University|Loyola Marymount"
    ),
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii|Hawai’i|Hawai'i",
    "America/Toronto": (
        "Toronto|Ontario|Ottawa|Waterloo|McMaster|Queen's University|Queen’s University|York University"
        "|Western University"
        "|Guelph|Carleton University|Québec|Quebec|Montréal|Montreal|McGill|Concordia University|Laval|Sherbrooke"
    ),
    "America/Vancouver": "British Columbia|UBC|Simon Fraser|Vancouver|University of Victoria",
    "America/Edmonton": "Alberta|Calgary|Edmonton",
    "America/Winnipeg": "Manitoba|Winnipeg",
    "America/Regina": "Saskatchewan|Regina",
    "America/Halifax": "Nova Scotia|Dalhousie|New Brunswick|Halifax|Acadia",
    "America/St_Johns": "Newfoundland|Memorial University",
    "America/Mexico_City": "México|Mexico City|UNAM",
    "America/Puerto_Rico": "Puerto Rico",
    "America/Sao_Paulo": "São Paulo|Rio de Janeiro",
    "Europe/London": (
        "London|Oxford|University of Cambridge|Edinburgh|Glasgow|Manchester|Bristol|Leeds|Warwick|Durham University"
        "|Imperial College|UCL|LSE|England|Scotland|Wales|United Kingdom|University of York|Sheffield|Nottingham"
        "|Southampton|Exeter|St Andrews|Aberdeen|Birmingham, UK|Goldsmiths|University of Bath|Lancaster University"
    ),
    "Europe/Dublin": "Dublin|Maynooth|Galway|Limerick|Ireland",
    "Europe/Berlin": "Berlin|Munich|München|Heidelberg|Hamburg|Germany|Deutschland|Göttingen|Tübingen|Regensburg",
    "Europe/Paris": "Paris|Sorbonne|Lyon|Toulouse|France|Sciences Po",
    "Europe/Amsterdam": "Amsterdam|Utrecht|Leiden|Delft|Groningen|Tilburg|Maastricht|Netherlands|Eindhoven",
    "Europe/Zurich": "Zurich|Zürich|ETH|EPFL|Lausanne|Geneva|Basel|Switzerland",
    "Europe/Vienna": "Vienna|Wien|Austria|Graz|Innsbruck",
    "Europe/Brussels": "Leuven|Brussels|Ghent|Belgium",
    "Europe/Rome": "Rome|Milan|Milano|Bologna|Italy|Bocconi",
    "Europe/Madrid": "Madrid|Barcelona|Spain",
    "Europe/Copenhagen": "Copenhagen|Aarhus|Denmark",
    "Europe/Stockholm": "Stockholm|Uppsala|Lund University|Gothenburg|Sweden",
    "Europe/Oslo": "Oslo|Bergen|Norway|NTNU",
    "Europe/Helsinki": "Helsinki|Aalto|Finland",
    "Europe/Istanbul": "Istanbul|Ankara|Bilkent|Boğaziçi|Akdeniz|Turkey|Türkiye",
    "Asia/Jerusalem": "Tel Aviv|Jerusalem|Technion|Ariel University|Israel",
    "Asia/Kolkata": "India|Delhi|Bangalore|Bengaluru|Mumbai|Chennai|Hyderabad|BITS Pilani",
    "Asia/Karachi": "Pakistan|Karachi|Lahore|Islamabad",
    "Asia/Shanghai": "Shanghai|Beijing|Peking University|Tsinghua|China|Zhejiang|Nanjing",
    "Asia/Hong_Kong": "Hong Kong|HKUST",
    "Asia/Singapore": "Singapore",
    "Asia/Seoul": "Seoul|KAIST|Korea",
    "Asia/Tokyo": "Tokyo|Kyoto|Japan|Osaka|Keio",
    "Asia/Taipei": "Taiwan|Taipei",
    "Australia/Sydney": "Sydney|New South Wales|UNSW|Macquarie|Canberra|Australian National",
    "Australia/Melbourne": "Melbourne|Monash|Deakin|La Trobe",
    "Australia/Brisbane": "Queensland|Brisbane|Griffith University",
    "Australia/Perth": "Western Australia|Perth|Curtin University",
    "Australia/Adelaide": "Adelaide|Flinders",
    "Pacific/Auckland": "Auckland|Otago|Canterbury, New Zealand|New Zealand|Waikato",
}
COUNTRIES: Mapping[str, str] = {
    "uk": "Europe/London", "ie": "Europe/Dublin", "de": "Europe/Berlin", "fr": "Europe/Paris",
    "nl": "Europe/Amsterdam", "be": "Europe/Brussels", "ch": "Europe/Zurich", "at": "Europe/Vienna",
    "it": "Europe/Rome", "es": "Europe/Madrid", "pt": "Europe/Lisbon", "se": "Europe/Stockholm", "no": "Europe/Oslo",
    "dk": "Europe/Copenhagen", "fi": "Europe/Helsinki", "pl": "Europe/Warsaw", "cz": "Europe/Prague",
    "gr": "Europe/Athens", "hu": "Europe/Budapest", "tr": "Europe/Istanbul", "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata", "pk": "Asia/Karachi", "cn": "Asia/Shanghai", "hk": "Asia/Hong_Kong", "tw": "Asia/Taipei",
    "sg": "Asia/Singapore", "kr": "Asia/Seoul", "jp": "Asia/Tokyo", "nz": "Pacific/Auckland",
    "za": "Africa/Johannesburg", "cl": "America/Santiago", "pe": "America/Lima", "eg": "Africa/Cairo",
    "ng": "Africa/Lagos", "ke": "Africa/Nairobi", "th": "Asia/Bangkok", "ph": "Asia/Manila",
    "my": "Asia/Kuala_Lumpur", "ae": "Asia/Dubai",
    "lb": "Asia/Beirut", "sa": "Asia/Riyadh", "qa": "Asia/Qatar", "jo": "Asia/Amman",
    "bd": "Asia/Dhaka", "lk": "Asia/Colombo", "vn": "Asia/Ho_Chi_Minh", "hr": "Europe/Zagreb", "si": "Europe/Ljubljana",
    "rs": "Europe/Belgrade", "ro": "Europe/Bucharest", "bg": "Europe/Sofia", "ee": "Europe/Tallinn",
    "lv": "Europe/Riga", "lt": "Europe/Vilnius", "sk": "Europe/Bratislava", "is": "Atlantic/Reykjavik",
    "ma": "Africa/Casablanca", "gh": "Africa/Accra",
}  # fmt: skip
"""By the last part of an address; countries of one zone only."""
