"""Words that a full stop follows without ending a sentence, and words that plainly begin one: English and German."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Never the end of a sentence: a name, a number or an example follows.
BEFORE_NAME = _words(
    "cllr cllrs cncllr dr drs mr mrs ms mx messrs prof profs rev revd hon lt col gen sgt capt cpt maj supt insp det pc "
    "rt fr br v vs viz cf e.g eg i.e ie c ca approx asst gov "
    "z.b d.h u.u i.d.r m.e s.o vgl bzw ggf ggfs evtl insb insbes sog lt wg zzgl inkl exkl abzgl nr abs ziff "
    "hrn dipl ing gr kl mio mrd teilw einschl"
)
# English words too, so only where the words around are German.
IN_GERMAN = _words("mind gem")
# Only before a number.
BEFORE_NUMBER = _words(
    "no nos art arts jan feb mar apr jun jul aug sep sept oct okt nov dec dez pt app annex sat sun abb kap tab bd"
)
# The end only where a new sentence plainly begins.
EITHER = _words(
    "reg regs sch sched cl para paras sec sect s ss p pp ch fig figs vol vols tel ext eds ald ref refs op cit "
    "ibid seq st rd ave av sq ln la gdns cres ct pl bldg ltd co plc inc llp bros corp dept govt assoc jr sr al a.m p.m "
    "am pm incl excl est cttee univ min mins max mon tue tues wed thu thur thurs fri ft mt hrs hr wk wks yr yrs "
    "usw uvm ff str hbf bf std chr jh zt geb"
)
# The end before any capital letter, in English.
PLAIN_ENDINGS = _words("etc ltd plc inc llp hrs yrs yr")
# What begins a sentence when it has a capital letter.
STARTERS = _words(
    "the this that these those it its we our you your they their he his she her i in on at by for from to as if "
    "when where while after before during since until once under over with without however but and or so then there "
    "here a an all any each every no not some most many such nobody nothing everyone please see who what why how which "
    "also both either neither more less only shall should must may will would can could do does did is are was were "
    "has have having let although because unless whether new next "
    "der die das den dem des ein eine einen einem einer es er sie wir ich ihr man dies diese dieser dieses hier dort "
    "da dann danach daher deshalb außerdem auch aber und oder im am an auf aus bei beim bis mit nach von vom vor "
    "zu zum zur für durch über unter ohne um wenn weil dass ob als wie was wer wo warum nur nicht kein keine so jetzt "
    "bitte gibt ist sind war hat haben wird werden kann muss soll leider dabei dadurch damit zudem alle viele"
)
# Who a council's sentences are about; not after initials ("U.K. Residents").
SUBJECTS = _words("residents providers partners councils officers people")
MONTHS = _words("januar februar märz april mai juni juli august september oktober november dezember")
# A label whose number is no sentence of its own: "Step 1."
LABELS = (
    "section|clause|article|annex|appendix|schedule|part|chapter|figure|table|step|item|note|question|point|paragraph|"
    "recommendation|regulation|rule|abschnitt|artikel|punkt|schritt|abbildung|tabelle|frage"
)
# Words that German has and English has not, often enough to tell one from the other in a few lines.
GERMAN = (
    "der|das|dem|ein|eine|einen|und|oder|ist|nicht|mit|für|auf|zum|zur|vom|beim|nach|wir|ich|sich|wird|auch|nur|im|bis|"
    "noch|sind|kein"
)
