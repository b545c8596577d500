"""Nouns by what they stand for: lemmas, lower case. A noun in none of these sets tells nothing."""

from __future__ import annotations

import re
from typing import Final

# One person, by a post, a trade or a relation.
ROLES: Final = frozenset(
    "activist actor actress administrator adviser advisor advocate agent aide ally ambassador analyst anchor "
    "announcer apprentice archbishop artist assistant associate athlete attorney aunt author backer banker baron "
    "billionaire bishop blogger boss boxer boy brother builder businessman businesswoman caller campaigner candidate "
    "captain cardinal caseworker caster celebrity ceo chair chairman chairperson chairwoman challenger champion "
    "chancellor chief child clergyman clerk coach colleague colonel columnist comedian comic commander commentator "
    "commissioner communist congressman congresswoman conservative consultant contender contestant contractor "
    "coordinator cop correspondent councillor councilman councilwoman counsel counselor counterpart critic customer "
    "dad daughter dealer dean defendant delegate democrat deputy designer developer dictator diplomat director doctor "
    "donor driver economist editor educator employee employer engineer entrepreneur envoy ex-governor ex-husband ex- "
    "president ex-wife executive expert farmer father fellow fighter financier founder friend front-runner "
    "frontrunner general girl governor grandfather grandmother guest guy hacker historian hopeful host husband "
    "immigrant incumbent independent insider inspector intern interviewer investigator investor journalist judge "
    "juror justice king lady lawmaker lawyer leader lecturer legislator liberal liberator libertarian lieutenant "
    "lobbyist magistrate magnate man manager marine mate mayor member merchant minister moderator mogul monarch "
    "mother musician narrator neighbor neurosurgeon newcomer nominee novelist nurse officer official opponent "
    "organizer outsider owner parent participant partner pastor patient performer person philosopher physician "
    "physicist pick pilot pioneer player poet policeman politician pollster pontiff pope populist preacher premier "
    "presenter president priest prime-minister prince princess principal prisoner producer professor prosecutor "
    "protester psychologist publisher queen rabbi rancher rapper realtor rebel reformer refugee reporter "
    "representative republican researcher resident retiree reverend rival runner scholar scientist secretary senator "
    "sergeant sheriff sibling singer sister socialist soldier solicitor son source speaker specialist spokesman "
    "spokesperson spokeswoman sponsor staffer standard-bearer star statesman stateswoman strategist student supporter "
    "surgeon surrogate survivor suspect teacher technician teenager texan theologian tory treasurer trustee tycoon "
    "uncle veteran vice-president victim viewer voice volunteer voter warrior whistleblower widow widower wife winner "
    "witness woman worker writer youth bystander".split()
)

MALE_ROLES: Final = frozenset(
    "actor boy brother businessman chairman clergyman congressman councilman dad ex-husband father gentleman "
    "grandfather guy husband king man policeman prince son spokesman statesman uncle widower".split()
)
FEMALE_ROLES: Final = frozenset(
    "actress aunt businesswoman chairwoman congresswoman councilwoman daughter ex-wife girl grandmother lady mom "
    "mother princess queen sister spokeswoman stateswoman widow wife woman".split()
)

# Who speaks for others, and those who are quoted without a name.
SPOKESPEOPLE: Final = frozenset("spokesman spokesperson spokeswoman".split())
INSIDERS: Final = frozenset(
    "adviser advisor aide anyone bystander caller diplomat donor employee insider interviewer member narrator "
    "official one operative person reporter somebody someone source spokesman spokesperson spokeswoman staffer "
    "strategist voice voiceover whistleblower".split()
)

DOCUMENTS: Final = frozenset(
    "account ad advertisement advisory affidavit agreement amendment analysis announcement application article "
    "assessment audit average ballot bill blog book brief brochure bulletin calendar card census chapter chart "
    "charter clip column commercial communique complaint constitution contract count coverage data database dataset "
    "decision declaration decree deposition diary directive disclosure doctrine document documentary dossier draft "
    "e-mail editorial email entry essay estimate evidence excerpt exhibit feature figure figures file filing film "
    "finding findings flier flyer footage forecast form graph guide guideline handbook headline image index "
    "indictment interview investigation invitation invoice journal law lawsuit leaflet ledger legend legislation "
    "letter list log logo magazine-piece mailer manifesto manual manuscript map measure memo memoir memorandum "
    "message minutes model motto movie narrative newsletter note notice number numbers op-ed opinion order ordinance "
    "page pamphlet paper passage petition photo picture piece placard plan platform play poll polling post poster "
    "press-release projection proposal prospectus quote ranking rating record records release report reporting "
    "research resolution result results return returns review roster rule ruling schedule screenplay script segment "
    "series show sign site slogan song spot spreadsheet statement statistic statistics statute story stream study "
    "subpoena suit summary sura survey syllabus tally tape television-ad text thread title tract trailer transcript "
    "treaty tribute tweet tweets reply update verdict verse version video warrant web-ad web-site website work writing "
    "yearbook".split()
)

ORGANIZATIONS: Final = frozenset(
    "administration agency airline alliance army assembly association authority bank board body brand broadcaster "
    "bureau business cabinet camp campaign carrier center centre chain chamber church club coalition college "
    "commission committee company conference conglomerate congress consortium corporation council country court "
    "delegation department division embassy enterprise establishment family federation firm force foundation fund "
    "garrison giant government group institute institution judiciary kingdom lab league legislature lobby maker media "
    "military ministry mission movement museum nation nato network newspaper nonprofit office operation organisation "
    "organization outfit outlet pac pact panel paper parliament party police post practice press producer program "
    "project provider province publication publisher regime regiment regulator retailer school senate service side "
    "society staff startup state station store studio summit syndicate task-force team think-tank tribe tribunal "
    "troupe union university venture website white-house wing automaker carmaker chipmaker drugmaker".split()
)

GROUPS: Final = frozenset(
    "% activists adults advocates all allies americans analysts attendees audience authorities backers blacks both "
    "candidates catholics christians citizens colleagues conservatives critics crowd dads delegates democrats "
    "demonstrators detractors donors economists electorate elite evangelicals everybody everyone executives experts "
    "families fans few foes folks generation half hispanics historians immigrants independents insiders investigators "
    "investors journalists latinos lawmakers lawyers leaders legislators liberals majority many media men migrants "
    "millennials minority mob moms most muslims nobody none observers officials operatives opponents others parents "
    "partisans people percent plurality police progressives prosecutors protesters public pundits quarter readers "
    "rebels reporters republicans researchers residents respondents rivals scholars scientists senators several some "
    "sources staffers strategists students supporters surrogates third two-thirds users victims viewers volunteers "
    "voters whites women workers".split()
)

# Titles that anybody may have.
CIVIL: Final = frozenset("mr mrs ms dr".split())

# Whose plural is quoted without names: to the annotators they are anonymous rather than a group.
ANONYMOUS_PLURALS: Final = frozenset("aide insider source".split())

# How nouns end that stand for those who do something, beside the roles; not `restaurant` or `plant`.
DOERS: Final = re.compile(
    r"(?:goer|holder|maker|worker|owner|keeper|leader|ist|ian|ee|(?<![rl])ant|person|folk|man|men|woman|women|mate)s?$"
)

# Words that end the name of an organization, a place or a building.
NAME_OF_BODY: Final = frozenset(
    "administration association avenue bank beach bridge campaign center centre church city club college committee "
    "company conference corp corporation council county court department fund foundation group hall heights hills "
    "hotel hospital house inc institute institution journal magazine museum news park party post press prize "
    "publishing river road school show society square street stadium studios tower university valley times act law "
    "report".split()
)

# What stands after a person's name in "the Trump campaign" without making it another name.
AFTER_A_NAME: Final = frozenset(
    "campaign camp team administration aide spokesman spokeswoman supporters officials".split()
)

# What spaCy's small model takes for persons.
NO_PERSON: Final = frozenset(
    "labour twitter facebook google youtube instagram congress senate brexit obamacare".split()
)
