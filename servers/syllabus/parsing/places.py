"""Which institution a syllabus is of, and which time zone its place settles. Small tables of places, tables only last.

A zone follows from a name ("University of Oregon", "Boston"), from the country of an e-mail address, or from the words
"Eastern time"; where none of them says it, there is none: a zone is never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

_WORD = r"(?:(?:St|Mt|Ft)\.|[A-ZÀ-Ý][\w’'À-ÿ-]*)"
_LINK = r"(?:of|and|the|de|du|des|&|y)"
_KIND = r"(?:University|College|Institute|Universität|Université|Universidad|Universidade|Universiteit|Polytechnic)"
_NO_CAMPUS = (
    r"(?:Fall|Spring|Summer|Winter|Autumn|Dep|School|College|Faculty|Room|Hall|Instructor|Prof|Dr|and|The|USA"
    r"|[A-Z]{2}\b)"
)
_INSTITUTION = re.compile(
    rf"\b(?:(?:The\s+)?(?P<of>(?:University|Universität|Université|Universidad|Institute|College) (?:of|de|du|at) "
    rf"(?:the )?{_WORD}(?:\s*(?:{_LINK}\s+)?{_WORD}){{0,4}}(?:(?:\s*[-–]\s*|,\s*(?!{_NO_CAMPUS})"
    rf"|\s+at\s+){_WORD}(?:\s{_WORD})?)?)"
    rf"|(?P<named>(?:{_WORD}\s+(?:{_LINK}\s+)?){{1,4}}{_KIND}(?:\s+of\s+{_WORD}(?:\s+(?:{_LINK}\s+)?{_WORD}){{0,3}})?"
    rf"(?:\s+(?:at|in)\s+{_WORD}(?:\s{_WORD})?)?))"
)
_DIVISION = re.compile(
    r"\b(?:College|Institute|University) of (?:the )?(?:Arts?|Sciences?|Engineering|Liberal|Business|Education"
    r"|Natural|Social|Fine|Health"
    r"|Computing|Environment\w*|Design|Architecture|Pharmacy|Veterinary|Public|Human|Behavioral|Applied|Math\w*"
    r"|Letters|Humanities|Information|Computer|Agricultur\w+|Medicine|Nursing|Law|Music|Media"
    r"|Communication\w*)\b"
    r"|^(?:Community|State|Honors|Graduate|This|Your|Our|Each|Any|The|Course|Student|Students|All|Oxford"
    r"|Cambridge) (?:University|College)$"
    r"|\b(?:Press|Library|Policy|Bookstore|Police|Code|Catalog|Writing|Honor|Academic)\b"
)
_LEADING = re.compile(
    r"^(?:(?:Syllabus|Programme|Program|All|The|Welcome|At|Course|Department|School|Copyright|Visit|See)\s+(?:(?:for"
    r"|of|to|the|at)\s+)*)+"
)
_PUBLISHED = re.compile(r"\s+(?:Press|Library|Bookstore|Hospital)\b")
_SEASON_BEHIND = re.compile(r"[\s,]+(?:Fall|Spring|Summer|Winter|Autumn|Syllabus|Course)$")
_EMAIL = re.compile(
    r"@\s?(?:[\w-]+\.)*?(?P<domain>[\w-]+\.(?:(?:edu|ac|co|uni)\.)?[a-z]{2,4})(?![\w-]|\.\w)", re.IGNORECASE
)
_HEAD_ROWS = 25
ZONES_BY_WORD = (
    (re.compile(r"\bEastern\b(?: (?:Standard|Daylight))? ?(?:Time)?\b|\bE[SD]?T\b"), "America/New_York"),
    (re.compile(r"\bCentral\b(?: (?:Standard|Daylight))? Time\b|\bC[SD]T\b"), "America/Chicago"),
    (re.compile(r"\bMountain\b(?: (?:Standard|Daylight))? Time\b|\bM[SD]T\b"), "America/Denver"),
    (re.compile(r"\bPacific\b(?: (?:Standard|Daylight))? ?(?:Time)?\b|\bP[SD]T\b"), "America/Los_Angeles"),
)


def institution(head: Sequence[str], edges: Iterable[str], texts: Sequence[str]) -> str | None:
    """The first that the head or a running header names, else that of the addresses, else the one named most."""
    for text in (*head[:_HEAD_ROWS], *edges):
        for name in names(text):
            return name
    domain = _domain(texts)
    if domain and (known := _BY_DOMAIN.get(domain.removesuffix(".edu"))):
        return known
    named = Counter(name for text in texts for name in names(text))
    return max(named, key=lambda name: named[name], default=None) if max(named.values(), default=0) > 1 else None


def timezone(institution: str | None, head: Sequence[str], texts: Sequence[str]) -> str | None:
    """The IANA zone of the place, where something settles it."""
    for text in (institution or "", *head[:_HEAD_ROWS]):
        if match := _place().search(text):
            return _zone_of(match.group())
    domain = _domain(texts)
    if domain and (zone := COUNTRIES.get(domain.rsplit(".", 1)[-1])):
        return zone
    if domain and (match := _place().search(_BY_DOMAIN.get(domain.removesuffix(".edu"), ""))):
        return _zone_of(match.group())
    whole = "\n".join(texts)
    said = [zone for pattern, zone in ZONES_BY_WORD if pattern.search(whole)]
    return said[0] if len(said) == 1 else None


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


def _domain(texts: Iterable[str]) -> str | None:
    """The domain of most addresses of institutions."""
    domains = Counter(match["domain"].lower() for text in texts if "@" in text for match in _EMAIL.finditer(text))
    academic = [name for name in domains if not name.endswith((".com", ".org", ".net", ".io"))]
    return max(academic, key=lambda name: domains[name], default=None)


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
}  # fmt: skip
"""By the last part of an address; countries of one zone only."""
_BY_DOMAIN: Mapping[str, str] = {
    "mit": "MIT", "harvard": "Harvard University", "yale": "Yale University", "princeton": "Princeton University",
    "stanford": "Stanford University", "caltech": "Caltech", "berkeley": "UC Berkeley", "ucla": "UCLA",
    "ucsd": "UC San Diego", "ucdavis": "UC Davis", "uci": "UC Irvine", "ucsb": "UC Santa Barbara",
    "ucsc": "UC Santa Cruz", "ucr": "UC Riverside", "usc": "USC", "pomona": "Pomona College",
    "uw": "University of Washington", "washington": "University of Washington", "uoregon": "University of Oregon",
    "oregonstate": "Oregon State University", "pdx": "Portland State University", "columbia": "Columbia University",
    "cornell": "Cornell University", "nyu": "New York University", "cuny": "City University of New York",
    "fordham": "Fordham University", "rutgers": "Rutgers University", "upenn": "University of Pennsylvania",
    "psu": "Penn State University", "cmu": "Carnegie Mellon University", "pitt": "University of Pittsburgh",
    "jhu": "Johns Hopkins University", "umd": "University of Maryland", "virginia": "University of Virginia",
    "vt": "Virginia Tech", "gmu": "George Mason University", "duke": "Duke University",
    "unc": "University of North Carolina", "ncsu": "North Carolina State University", "gatech": "Georgia Tech",
    "uga": "University of Georgia", "emory": "Emory University", "ufl": "University of Florida",
    "ucf": "University of Central Florida", "umass": "University of Massachusetts Amherst", "bu": "Boston University",
    "northeastern": "Northeastern University", "tufts": "Tufts University", "brown": "Brown University",
    "uconn": "University of Connecticut", "dartmouth": "Dartmouth College", "umich": "University of Michigan",
    "msu": "Michigan State University", "osu": "Ohio State University", "purdue": "Purdue University",
    "indiana": "Indiana University", "iu": "Indiana University", "nd": "University of Notre Dame",
    "illinois": "University of Illinois", "uic": "University of Illinois Chicago",
    "uchicago": "University of Chicago", "northwestern": "Northwestern University",
    "wisc": "University of Wisconsin-Madison", "umn": "University of Minnesota", "uiowa": "University of Iowa",
    "iastate": "Iowa State University", "unl": "University of Nebraska", "ku": "University of Kansas",
    "missouri": "University of Missouri", "wustl": "Washington University in St. Louis",
    "utexas": "University of Texas at Austin", "tamu": "Texas A&M University", "rice": "Rice University",
    "vanderbilt": "Vanderbilt University", "tulane": "Tulane University",
    "colorado": "University of Colorado Boulder", "utah": "University of Utah", "byu": "Brigham Young University",
    "arizona": "University of Arizona", "asu": "Arizona State University", "unm": "University of New Mexico",
    "unr": "University of Nevada, Reno", "hawaii": "University of Hawaii", "utoronto.ca": "University of Toronto",
    "mcgill.ca": "McGill University", "ubc.ca": "University of British Columbia",
    "uwaterloo.ca": "University of Waterloo", "ualberta.ca": "University of Alberta",
    "lse.ac.uk": "London School of Economics and Political Science", "ucl.ac.uk": "UCL",
    "ox.ac.uk": "University of Oxford", "cam.ac.uk": "University of Cambridge", "ed.ac.uk": "University of Edinburgh",
}  # fmt: skip
"""What the best known addresses stand for, where the document names no institution; `.edu` left off."""
