"""What the addresses of universities stand for, and the time zone of their place. A table only.

A domain, `.edu` left off, then the name as the institution writes it. One that is not here settles nothing.
"""

from collections.abc import Mapping
from functools import cache

_TABLE: Mapping[str, str] = {
    "America/New_York": """
        albany University at Albany|american American University|amherst Amherst College
        appstate Appalachian State University|babson Babson College|barnard Barnard College|bates Bates College
        bc Boston College|bentley Bentley University|binghamton Binghamton University|bowdoin Bowdoin College
        brandeis Brandeis University|brown Brown University|brynmawr Bryn Mawr College|bu Boston University
        bucknell Bucknell University|buffalo University at Buffalo|case Case Western Reserve University
        charlotte UNC Charlotte|clarkson Clarkson University|clemson Clemson University
        cmu Carnegie Mellon University|cofc College of Charleston|colby Colby College|colgate Colgate University
        columbia Columbia University|cornell Cornell University|cuny City University of New York
        dartmouth Dartmouth College|davidson Davidson College|denison Denison University
        dickinson Dickinson College|drexel Drexel University|duke Duke University|duq Duquesne University
        ecu East Carolina University|elon Elon University|emory Emory University
        fandm Franklin & Marshall College|farmingdale Farmingdale State College|fau Florida Atlantic University
        fit Florida Institute of Technology|fiu Florida International University|fordham Fordham University
        fsu Florida State University|furman Furman University|gatech Georgia Tech
        georgetown Georgetown University|gettysburg Gettysburg College|gmu George Mason University
        gsu Georgia State University|gwu George Washington University|hamilton Hamilton College
        harvard Harvard University|haverford Haverford College|hofstra Hofstra University
        holycross College of the Holy Cross|howard Howard University|ithaca Ithaca College
        jhu Johns Hopkins University|jmu James Madison University|kennesaw Kennesaw State University
        kent Kent State University|kenyon Kenyon College|lafayette Lafayette College|lehigh Lehigh University
        louisville University of Louisville|maine University of Maine|mercer Mercer University
        miami University of Miami|miamioh Miami University|middlebury Middlebury College|mit MIT
        montclair Montclair State University|mtholyoke Mount Holyoke College|ncsu North Carolina State University
        njit New Jersey Institute of Technology|northeastern Northeastern University|nyu New York University
        oberlin Oberlin College|odu Old Dominion University|ohio Ohio University|osu Ohio State University
        pace Pace University|pitt University of Pittsburgh|princeton Princeton University
        psu Penn State University|richmond University of Richmond|rit Rochester Institute of Technology
        rochester University of Rochester|rowan Rowan University|rpi Rensselaer Polytechnic Institute
        rutgers Rutgers University|sc University of South Carolina|shu Seton Hall University
        skidmore Skidmore College|smith Smith College|stevens Stevens Institute of Technology
        stonybrook Stony Brook University|swarthmore Swarthmore College|syr Syracuse University
        temple Temple University|towson Towson University|tufts Tufts University|uc University of Cincinnati
        ucf University of Central Florida|uconn University of Connecticut|udel University of Delaware
        ufl University of Florida|uga University of Georgia|uky University of Kentucky
        umass University of Massachusetts Amherst|umassd University of Massachusetts Dartmouth
        umb University of Massachusetts Boston|umbc University of Maryland, Baltimore County
        umd University of Maryland|uml University of Massachusetts Lowell|umw University of Mary Washington
        unc University of North Carolina|uncc University of North Carolina at Charlotte
        uncg University of North Carolina at Greensboro|uncw University of North Carolina Wilmington
        unf University of North Florida|unh University of New Hampshire|union Union College
        upenn University of Pennsylvania|uri University of Rhode Island|usf University of South Florida
        uvm University of Vermont|vassar Vassar College|vcu Virginia Commonwealth University
        villanova Villanova University|virginia University of Virginia|vt Virginia Tech
        wcu Western Carolina University|wellesley Wellesley College|wesleyan Wesleyan University
        wfu Wake Forest University|williams Williams College|wlu Washington and Lee University
        wm William and Mary|wooster College of Wooster|wpi Worcester Polytechnic Institute
        wright Wright State University|wvu West Virginia University|yale Yale University
        adelphi Adelphi University|allegheny Allegheny College|augusta Augusta University
        bgsu Bowling Green State University|bryant Bryant University|ccsu Central Connecticut State University
        citadel The Citadel|csuohio Cleveland State University|dickinson Dickinson College
        etsu East Tennessee State University|fairfield Fairfield University|famu Florida A&M University
        fgcu Florida Gulf Coast University|georgiasouthern Georgia Southern University|gcsu Georgia College
        hamptonu Hampton University|iup Indiana University of Pennsylvania|jcu John Carroll University
        juniata Juniata College|kean Kean University|lasalle La Salle University|liberty Liberty University
        longwood Longwood University|loyola Loyola University Maryland|maritime Massachusetts Maritime Academy
        marist Marist College|marshall Marshall University|morgan Morgan State University
        muhlenberg Muhlenberg College|ncat North Carolina A&T State University|ncf New College of Florida
        newschool The New School|niagara Niagara University|providence Providence College|radford Radford University
        rollins Rollins College|salisbury Salisbury University|sju Saint Joseph’s University|spelman Spelman College
        stetson Stetson University|stjohns St. John’s University|sunypoly SUNY Polytechnic Institute
        tcnj The College of New Jersey|uakron University of Akron|udayton University of Dayton|unca UNC Asheville
        uscupstate USC Upstate|ut University of Tampa|utoledo University of Toledo|utk University of Tennessee
        uwf University of West Florida|valdosta Valdosta State University|walsh Walsh University
        washcoll Washington College|wcsu Western Connecticut State University|wit Wentworth Institute of Technology
        xavier Xavier University|ycp York College of Pennsylvania
    """,
    "America/Detroit": """
        calvin Calvin University|cmich Central Michigan University|emich Eastern Michigan University
        gvsu Grand Valley State University|hope Hope College|kettering Kettering University
        ltu Lawrence Technological University|msu Michigan State University|mtu Michigan Technological University
        oakland Oakland University|umich University of Michigan|wayne Wayne State University
        wmich Western Michigan University
        albion Albion College|kzoo Kalamazoo College|svsu Saginaw Valley State University
    """,
    "America/Indiana/Indianapolis": """
        bsu Ball State University|butler Butler University|depauw DePauw University|indiana Indiana University
        iu Indiana University|iupui IUPUI|nd University of Notre Dame|purdue Purdue University
        rose-hulman Rose-Hulman Institute of Technology
        earlham Earlham College|indstate Indiana State University|pfw Purdue University Fort Wayne
        taylor Taylor University|wabash Wabash College
    """,
    "America/Chicago": """
        astate Arkansas State University|auburn Auburn University|baylor Baylor University
        belmont Belmont University|carleton Carleton College|cornellcollege Cornell College
        creighton Creighton University|depaul DePaul University|drake Drake University|grinnell Grinnell College
        iastate Iowa State University|iit Illinois Institute of Technology|illinois University of Illinois
        illinoisstate Illinois State University|k-state Kansas State University|ksu Kansas State University
        ku University of Kansas|lsu Louisiana State University|luc Loyola University Chicago
        macalester Macalester College|marquette Marquette University|memphis University of Memphis
        missouri University of Missouri|missouristate Missouri State University
        msstate Mississippi State University|mst Missouri University of Science and Technology
        ndsu North Dakota State University|niu Northern Illinois University|northwestern Northwestern University
        okstate Oklahoma State University|olemiss University of Mississippi|ou University of Oklahoma
        rice Rice University|siu Southern Illinois University|slu Saint Louis University
        smu Southern Methodist University|stolaf St. Olaf College|stthomas University of St. Thomas
        tamu Texas A&M University|tcu Texas Christian University|tntech Tennessee Tech|trinity Trinity University
        ttu Texas Tech University|tulane Tulane University|txstate Texas State University
        ua University of Alabama|uab University of Alabama at Birmingham|uah University of Alabama in Huntsville
        uark University of Arkansas|uchicago University of Chicago|uh University of Houston
        uic University of Illinois Chicago|uiowa University of Iowa|uiuc University of Illinois Urbana-Champaign
        umkc University of Missouri-Kansas City|umn University of Minnesota|umsl University of Missouri-St. Louis
        und University of North Dakota|uni University of Northern Iowa|unl University of Nebraska
        unomaha University of Nebraska Omaha|unt University of North Texas|uta University of Texas at Arlington
        utdallas University of Texas at Dallas|utexas University of Texas at Austin
        utsa University of Texas at San Antonio|uwec University of Wisconsin-Eau Claire
        uwlax University of Wisconsin-La Crosse|uwm University of Wisconsin-Milwaukee
        vanderbilt Vanderbilt University|wisc University of Wisconsin-Madison|wku Western Kentucky University
        wustl Washington University in St. Louis
        augustana Augustana College|aurora Aurora University|bradley Bradley University|colum Columbia College Chicago
        dsu Dakota State University|eiu Eastern Illinois University|harding Harding University|hendrix Hendrix College
        knox Knox College|lakeforest Lake Forest College|latech Louisiana Tech University|lawrence Lawrence University
        loyno Loyola University New Orleans|lipscomb Lipscomb University|luther Luther College
        mtsu Middle Tennessee State University|nebraska University of Nebraska|neiu Northeastern Illinois University
        rhodes Rhodes College|roosevelt Roosevelt University|saic School of the Art Institute of Chicago
        samford Samford University|sfasu Stephen F. Austin State University|shsu Sam Houston State University
        southalabama University of South Alabama|southwestern Southwestern University
        stedwards St. Edward’s University|tarleton Tarleton State University|tccd Tarrant County College
        troy Troy University|truman Truman State University|uca University of Central Arkansas
        ualr University of Arkansas at Little Rock|usd University of South Dakota
        usm University of Southern Mississippi|utrgv University of Texas Rio Grande Valley|utulsa University of Tulsa
        valpo Valparaiso University|wheaton Wheaton College|wichita Wichita State University
        wiu Western Illinois University
    """,
    "America/Denver": """
        byu Brigham Young University|colorado University of Colorado Boulder|coloradocollege Colorado College
        colostate Colorado State University|du University of Denver|mines Colorado School of Mines
        montana Montana State University|nmsu New Mexico State University|ucdenver University of Colorado Denver
        unm University of New Mexico|usu Utah State University|utah University of Utah
        utep University of Texas at El Paso|uwyo University of Wyoming|weber Weber State University
        coloradomesa Colorado Mesa University|msudenver MSU Denver|suu Southern Utah University
        umt University of Montana|unco University of Northern Colorado|uvu Utah Valley University
    """,
    "America/Phoenix": """
        arizona University of Arizona|asu Arizona State University|nau Northern Arizona University
    """,
    "America/Los_Angeles": """
        berkeley UC Berkeley|calpoly Cal Poly San Luis Obispo|caltech Caltech|chapman Chapman University
        claremont Claremont Graduate University|cmc Claremont McKenna College|cpp Cal Poly Pomona
        csuchico California State University, Chico|csuci California State University Channel Islands
        csueastbay California State University, East Bay|csufresno California State University, Fresno
        csulb California State University, Long Beach|csumb California State University, Monterey Bay
        csun California State University, Northridge|csus California State University, Sacramento
        csusb California State University, San Bernardino|csusm California State University San Marcos
        fresnostate California State University, Fresno|fullerton California State University, Fullerton
        gonzaga Gonzaga University|hmc Harvey Mudd College|lclark Lewis & Clark College
        lmu Loyola Marymount University|oregonstate Oregon State University|oxy Occidental College
        pdx Portland State University|pepperdine Pepperdine University|pomona Pomona College
        pugetsound University of Puget Sound|reed Reed College|sandiego University of San Diego
        scu Santa Clara University|sdsu San Diego State University|seattleu Seattle University
        sfsu San Francisco State University|sjsu San José State University|stanford Stanford University
        ucdavis UC Davis|uci UC Irvine|ucla UCLA|ucmerced UC Merced|ucr UC Riverside|ucsb UC Santa Barbara
        ucsc UC Santa Cruz|ucsd UC San Diego|unlv University of Nevada, Las Vegas|unr University of Nevada, Reno
        uoregon University of Oregon|up University of Portland|usc USC|usfca University of San Francisco
        uw University of Washington|washington University of Washington|whitman Whitman College
        willamette Willamette University|wsu Washington State University|wwu Western Washington University
        cwu Central Washington University|ewu Eastern Washington University|humboldt Cal Poly Humboldt
        linfield Linfield University|pacific University of the Pacific|plu Pacific Lutheran University
        rcc Riverside City College|redlands University of Redlands|scrippscollege Scripps College
        sonoma Sonoma State University|sou Southern Oregon University|westmont Westmont College
        whittier Whittier College|wou Western Oregon University
    """,
    "Pacific/Honolulu": """
        hawaii University of Hawaii
    """,
    "America/Anchorage": """
        alaska University of Alaska
    """,
    "America/Toronto": """
        carleton.ca Carleton University|concordia.ca Concordia University|mcgill.ca McGill University
        mcmaster.ca McMaster University|queensu.ca Queen’s University
        torontomu.ca Toronto Metropolitan University|uoguelph.ca University of Guelph
        uottawa.ca University of Ottawa|utoronto.ca University of Toronto|uwaterloo.ca University of Waterloo
        uwo.ca Western University|yorku.ca York University
        brocku.ca Brock University|ontariotechu.ca Ontario Tech University|trentu.ca Trent University
        uwindsor.ca University of Windsor|wlu.ca Wilfrid Laurier University|umontreal.ca Université de Montréal
        ulaval.ca Université Laval
    """,
    "America/Vancouver": """
        sfu.ca Simon Fraser University|ubc.ca University of British Columbia|uvic.ca University of Victoria
        douglascollege.ca Douglas College|tru.ca Thompson Rivers University
        unbc.ca University of Northern British Columbia
    """,
    "America/Edmonton": """
        ualberta.ca University of Alberta|ucalgary.ca University of Calgary
    """,
    "America/Regina": """
        usask.ca University of Saskatchewan
    """,
    "America/Winnipeg": """
        umanitoba.ca University of Manitoba
    """,
    "America/Halifax": """
        dal.ca Dalhousie University
        acadiau.ca Acadia University|mta.ca Mount Allison University|smu.ca Saint Mary’s University
        stfx.ca St. Francis Xavier University|unb.ca University of New Brunswick
    """,
    "America/St_Johns": """
        mun.ca Memorial University of Newfoundland
    """,
    "Europe/London": """
        cam.ac.uk University of Cambridge|ed.ac.uk University of Edinburgh|imperial.ac.uk Imperial College London
        kcl.ac.uk King’s College London|lse.ac.uk London School of Economics and Political Science
        manchester.ac.uk University of Manchester|ox.ac.uk University of Oxford
        qmul.ac.uk Queen Mary University of London|ucl.ac.uk UCL|warwick.ac.uk University of Warwick
        bath.ac.uk University of Bath|bham.ac.uk University of Birmingham|bristol.ac.uk University of Bristol
        dur.ac.uk Durham University|durham.ac.uk Durham University|essex.ac.uk University of Essex
        exeter.ac.uk University of Exeter|gla.ac.uk University of Glasgow|leeds.ac.uk University of Leeds
        nottingham.ac.uk University of Nottingham|sheffield.ac.uk University of Sheffield
        soton.ac.uk University of Southampton|st-andrews.ac.uk University of St Andrews
        sussex.ac.uk University of Sussex|york.ac.uk University of York
    """,
    "Europe/Zurich": """
        epfl.ch EPFL|ethz.ch ETH Zürich|unibas.ch University of Basel|unibe.ch University of Bern
        uzh.ch University of Zurich
    """,
    "Europe/Vienna": """
        univie.ac.at University of Vienna
    """,
    "Australia/Sydney": """
        anu.edu.au Australian National University|sydney.edu.au University of Sydney
        unsw.edu.au University of New South Wales
    """,
    "Australia/Melbourne": """
        monash.edu Monash University|unimelb.edu.au University of Melbourne
    """,
    "Australia/Perth": """
        uwa.edu.au University of Western Australia
    """,
    "Australia/Brisbane": """
        uq.edu.au University of Queensland
    """,
    "Australia/Adelaide": """
        adelaide.edu.au University of Adelaide
    """,
    "Asia/Hong_Kong": """
        cuhk.edu.hk The Chinese University of Hong Kong|hku.hk University of Hong Kong|ust.hk HKUST
    """,
    "Asia/Singapore": """
        ntu.edu.sg Nanyang Technological University|nus.edu.sg National University of Singapore
    """,
    "Europe/Dublin": """
        tcd.ie Trinity College Dublin|ucc.ie University College Cork|ucd.ie University College Dublin
        universityofgalway.ie University of Galway
    """,
    "Europe/Oslo": """
        ntnu.no NTNU|ntnu NTNU|uib.no University of Bergen|uio.no University of Oslo
    """,
    "Asia/Shanghai": """
        pku.edu.cn Peking University|sjtu.edu.cn Shanghai Jiao Tong University|tsinghua.edu.cn Tsinghua University
    """,
    "Asia/Beirut": """
        aub.edu.lb American University of Beirut|lau.edu.lb Lebanese American University
    """,
    "Pacific/Auckland": """
        canterbury.ac.nz University of Canterbury
        otago.ac.nz University of Otago
    """,
    "America/Boise": """
        boisestate Boise State University
    """,
}


@cache
def known() -> Mapping[str, tuple[str, str]]:
    """By domain, the institution's name and its zone."""
    entries = ((zone, entry.split(maxsplit=1)) for zone, text in _TABLE.items() for entry in _split(text))
    return {domain if "." in domain else f"{domain}.edu": (name, zone) for zone, (domain, name) in entries}


def _split(text: str) -> list[str]:
    return text.strip().replace("\n", "|").split("|")


@cache
def zones() -> Mapping[str, str]:
    """By the institution's name."""
    return dict(known().values())
