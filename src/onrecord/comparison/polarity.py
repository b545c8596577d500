"""Words that take sides: each belongs to a scale, at one of its two ends.

Two statements oppose each other where their words stand at the two ends of one scale about the same thing, a negation
turning each round. The lists are general English, written for this module.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# scale: the words of its upper end | the words of its lower end (lemmas)
_SCALES: Final = {
    "approval": """
        support back endorse favor favour embrace welcome praise champion applaud hail advocate defend commend salute
        admire respect approve promote recommend love like adore trust appreciate value celebrate bless
        honor honour compliment laud prefer supporter backer fan friend ally advocate supportive proud support
        endorsement backing confidence faith admiration praise approval
        | oppose reject condemn denounce criticize criticise attack blast slam assail decry deplore disavow repudiate
        disapprove object resist fight protest ridicule mock rebuke bash hate loathe despise detest dislike distrust
        mistrust insult blame denigrate lambaste castigate scold deride belittle renounce opponent critic enemy foe
        opposed hostile critical opposition objection against contempt disgust rejection criticism denunciation""",
    "quality": """
        good great excellent terrific fantastic wonderful brilliant smart talented capable competent qualified honest
        decent fair strong tough brave courageous gracious kind nice honorable honourable impressive outstanding
        remarkable amazing incredible superb fine wise thoughtful principled trustworthy reliable responsible effective
        successful sound sensible reasonable generous loyal beautiful perfect best better tremendous phenomenal
        extraordinary exceptional qualified fit statesman statesmanlike patriot hero genius
        star gentleman standard triumph success asset bargain blessing breakthrough masterpiece progress
        victory achievement welcome legitimate credible vital essential necessary crucial important useful valuable
        helpful positive constructive productive promising historic safe secure stable healthy clean innocent true right
        proper correct accurate fantastic likable likeable popular respected warm visionary humble sincere
        | bad terrible horrible awful dreadful disgusting disgraceful shameful appalling atrocious stupid dumb foolish
        incompetent unqualified unfit dishonest crooked corrupt weak cowardly cruel nasty mean vile vicious hateful
        racist sexist bigoted xenophobic misogynist misogynistic dangerous reckless irresponsible erratic unstable crazy
        insane mad nuts ridiculous absurd ludicrous laughable pathetic sad phony phoney fake fraudulent hypocritical
        untrustworthy unreliable ineffective useless worthless disastrous catastrophic ruinous wrong worse worst poor
        flawed broken rotten toxic divisive offensive insulting outrageous unacceptable inexcusable indefensible
        unfair unjust illegal unconstitutional unnecessary harmful destructive damaging costly wasteful obsolete failed
        rigged hopeless impossible unworkable unrealistic naive clueless ignorant lazy greedy selfish arrogant rude
        liar lie fraud cheat thief crook criminal clown fool idiot moron buffoon bully bigot racist fascist demagogue
        coward loser hypocrite tyrant dictator sociopath narcissist thug monster puppet traitor charlatan con
        disaster catastrophe mess failure fiasco debacle farce sham scam hoax joke disgrace shame embarrassment
        nightmare threat danger menace mistake blunder error folly nonsense garbage trash madness stupidity poison
        cancer plague evil unhinged lightweight extremist radical false guilty unsafe unpopular""",
    "amount": """
        raise increase expand grow boost hike widen extend double triple more rise enlarge strengthen add rise increase
        | cut reduce lower shrink slash decrease curb trim halve less fewer fall weaken cap freeze reduction cut""",
    "keeping": """
        keep retain preserve maintain stay remain protect save continue uphold sustain stick
        | scrap abolish repeal end leave quit eliminate dismantle withdraw drop abandon close cancel kill axe shut
        replace undo overturn terminate rescind revoke pull exit resign""",
    "permission": """
        allow permit let legalize legalise authorize authorise enable admit legal
        | ban block forbid prohibit bar prevent outlaw veto deny illegal prohibition ban moratorium""",
    "agreement": "agree concur consent accept agreement common | disagree differ refuse reject disagreement",
    "belief": "believe accept know sure certain convinced confident | doubt disbelieve dispute uncertain myth hoax",
    "outcome": "win succeed prevail triumph victory | lose fail collapse defeat concede",
    "help": "help assist aid benefit improve fix rescue | hurt harm damage undermine ruin wreck destroy sabotage",
    "chance": "possible likely probable inevitable | impossible unlikely improbable unthinkable",
    "start": "start begin launch open introduce build create establish join enter | stop halt suspend finish demolish",
    "pardon": "forgive pardon acquit release free absolve | punish jail imprison convict prosecute indict sentence",
    "speed": "early soon quickly fast immediate | late slow slowly gradually delay postpone",
    "company": "meet negotiate talk cooperate collaborate join | shun boycott avoid snub isolate",
    "payment": "pay fund finance invest subsidize subsidise | defund withhold",
    "passage": "pass adopt enact ratify approve | reject defeat block veto",
    "fullness": "full fill | empty deplete",
    "life": "alive live survive real exist | dead die finished imaginary",
    "wealth": "rich wealthy prosperous | poor broke bankrupt",
    "truth": "truth honest truthful true | lie lying untruth false",
    "guilt": "apologize apologise regret sorry apology | unapologetic",
}  # fmt: skip

# Verbs and phrases that turn what depends on them round, as a negation does.
TURNING: Final = frozenset(
    """refuse fail decline stop avoid cease quit deny doubt reject oppose resist forget hesitate dispute disavow
    abandon against without reluctant unable unwilling unlikely impossible wrong mistake unwise inappropriate unfair
    unacceptable outrageous shameful ban prevent block prohibit forbid lack regret""".split()
)
TURNING_PHRASES: Final = frozenset(
    ("rule out", "turn down", "call off", "back out", "pull out", "strike down", "tone down", "dial back")
)
NEGATIONS: Final = frozenset("no not n't never none nobody nothing neither nor nowhere hardly scarcely barely".split())

CONCILIATORY: Final = re.compile(
    r"\b(?:(?:find |found )?common ground|work(?:ing)? (?:together|closely|well)?\s*with|get(?:ting)? along|"
    r"good (?:relations?|terms)|"
    r"look(?:s|ing)? forward to|make peace|bury the hatchet|good (?:conversation|meeting|relationship)|"
    r"warm(?:ly)?|friendship|partnership|unite behind|come together|rally behind)\b",
)  # in small letters: a Trans-Pacific Partnership is none


@cache
def scales() -> dict[str, tuple[tuple[str, int], ...]]:
    """For each lemma its scales, and the end of each: +1 the upper, -1 the lower."""
    found: dict[str, list[tuple[str, int]]] = {}
    for scale, words in _SCALES.items():
        upper, lower = words.split("|")
        for side, sign in ((upper, 1), (lower, -1)):
            for word in dict.fromkeys(side.split()):
                found.setdefault(word, []).append((scale, sign))
    return {word: tuple(ends) for word, ends in found.items()}
