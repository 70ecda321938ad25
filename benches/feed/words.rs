//! The words that quotes are made of: facts of English and made-up names. The more common of a class come first.

pub(crate) const NOUNS: &str = "people country time year way thing government work job life world family home money
    school problem question city law plan team place day community future business system child person power right
    party state part water story house group company policy tax road service decision idea change security town vote
    issue report friend street court price market industry hospital energy crisis reason rule player teacher worker
    farmer budget promise language election student game season building bridge island river harbour ferry worry
    programme bank doctor nurse patient voter mother father brother sister daughter son neighbour leader council
    mayor minister officer judge lawyer driver railway station airport village valley mountain forest farm field crop
    food bread fish meat milk coffee kitchen table chair window door roof wall garden park square corner church
    museum library theatre film song book page letter newspaper radio camera picture photo phone computer network
    machine engine car lorry train ship boat plane bicycle ticket journey holiday weather storm rain snow wind flood
    fire smoke coal oil gas steel iron wood stone glass paper cloth shoe coat wage pension debt loan profit loss
    factory union strike contract deal treaty border army soldier weapon war peace enemy ally victory defeat
    investigation evidence witness crime prison sentence trial appeal mistake failure success chance hope fear anger
    pride shame truth lie secret rumour joke lesson example effort step line point level number share half quarter
    century decade week month morning evening night summer winter spring autumn";

/// Verbs whose past ends in "-ed" without a change of the stem but for "-e".
pub(crate) const VERBS: &str = "need want work help talk change start believe support call ask look move play use live
    follow protect accept reject open close vote change save create build-up discuss answer remember expect
    consider wait watch turn listen serve offer deserve improve reduce raise lower deliver defend attack respect trust
    thank share join miss fail succeed return remain arrive reach visit cross guard rescue treat cure clean
    repair replace remove destroy damage threaten warn promise suggest propose demand request refuse oppose resist
    escape survive explain describe mention report publish record check test measure count weigh
    compare collect gather store prepare cook-for plant harvest feed-back load unload board sail land lift push
    pull kick score coach train hire dismiss pay-for earn invest borrow export import produce manufacture design invent
    discover explore observe predict doubt question challenge appeal-to charge arrest release punish forgive
    celebrate honour welcome invite greet embrace ignore avoid postpone delay cancel finish complete abandon";

pub(crate) const ADJECTIVES: &str = "good new big great important public strong different last long small old young
    hard right clear free better real safe local bad high poor rich best wrong weak early late low open fair national
    serious simple difficult ready proud happy sorry possible special common strange dangerous wonderful terrible
    honest careful quiet loud empty full clean dirty warm cold heavy light bright dark sharp broken hidden
    forgotten famous foreign private federal regional rural urban northern southern eastern western annual daily
    medical legal political financial historic ancient modern temporary permanent entire separate necessary useful
    expensive cheap generous cruel patient nervous angry tired hungry healthy sick impossible illegal worse";

pub(crate) const ADVERBS: &str =
    "now today always never again together here still really just already soon only
    tomorrow everywhere quickly clearly simply finally certainly slowly carefully honestly probably exactly
    immediately quietly seriously completely obviously twice";

pub(crate) const SUBJECTS: &str = "we I they it you he she this that everybody people nobody";

pub(crate) const AUXILIARIES: &str = "will can have-to should would must do-not want-to will-not need-to could cannot
    might did-not would-not should-not never always had-to tried-to may could-not hope-to used-to ought-to failed-to
    plan-to began-to refuse-to need-to";

pub(crate) const DETERMINERS: &str =
    "the the the a our this their my that every your his no any some each her many
    more these another";

pub(crate) const PREPOSITIONS: &str =
    "in of for to with on from at by about after before against over without under
    through between during behind up down near since until across above below";

pub(crate) const JOINTS: &str =
    "and that but because, and when if so as which, but while or. where unless although. since";

/// What people begin with. A hyphen stands for a space, here and above.
pub(crate) const FRAMES: &str = "I-think there-is this-is it-is we-are what-we-have-seen-is I-am I-would-say
    there-are I-do-not-know-if you-know the-fact-is it-was we-have-never-seen I-have-always-said-that
    nobody-told-us-that as-I-said let-me-be-clear: my-message-is-that it-is-time-for one-thing-is-certain: I-was
    they-were I-cannot-say-whether if-you-ask-me, it-has-been the-question-is-how at-the-end-of-the-day,
    all-I-can-say-is-that of-course";

/// Opposites and alternatives that cannot both be true of one thing.
pub(crate) const OPPOSITES: [(&str, &str); 26] = [
    ("always", "never"),
    ("before", "after"),
    ("up", "down"),
    ("above", "below"),
    ("over", "under"),
    ("more", "fewer"),
    ("good", "bad"),
    ("better", "worse"),
    ("right", "wrong"),
    ("strong", "weak"),
    ("high", "low"),
    ("support", "oppose"),
    ("accept", "reject"),
    ("possible", "impossible"),
    ("legal", "illegal"),
    ("export", "import"),
    ("everybody", "nobody"),
    ("early", "late"),
    ("safe", "dangerous"),
    ("rich", "poor"),
    ("northern", "southern"),
    ("open", "close"),
    ("raise", "lower"),
    ("succeed", "fail"),
    ("clean", "dirty"),
    ("victory", "defeat"),
];

/// Words that turn a sentence about: an edit that is no flip leaves them alone.
pub(crate) const TURNING: [&str; 12] = [
    "not",
    "no",
    "never",
    "nobody",
    "nothing",
    "without",
    "cannot",
    "every",
    "everybody",
    "any",
    "percent",
    "may",
];

/// What denies, and what does not.
pub(crate) const DENIALS: [(&str, &str); 9] = [
    ("will", "will not"),
    ("should", "should not"),
    ("would", "would not"),
    ("could", "could not"),
    ("can", "cannot"),
    ("might", "might not"),
    ("must", "must not"),
    ("are", "are not"),
    ("is", "is not"),
];

pub(crate) const CONTRACTIONS: [(&str, &str); 19] = [
    ("do not", "don't"),
    ("did not", "didn't"),
    ("will not", "won't"),
    ("would not", "wouldn't"),
    ("should not", "shouldn't"),
    ("could not", "couldn't"),
    ("cannot", "can't"),
    ("it is", "it's"),
    ("It is", "It's"),
    ("there is", "there's"),
    ("There is", "There's"),
    ("we are", "we're"),
    ("We are", "We're"),
    ("I am", "I'm"),
    ("we have", "we've"),
    ("I have", "I've"),
    ("I would", "I'd"),
    ("we will", "we'll"),
    ("they will", "they'll"),
];

/// Words that reporters exchange when they write down from hearing.
pub(crate) const SYNONYMS: [(&str, &str); 24] = [
    ("the", "this"),
    ("that", "which"),
    ("big", "large"),
    ("start", "begin"),
    ("people", "folks"),
    ("city", "town"),
    ("must", "have to"),
    ("want to", "wish to"),
    ("need to", "have to"),
    ("really", "truly"),
    ("great", "tremendous"),
    ("help", "assist"),
    ("important", "crucial"),
    ("lorry", "truck"),
    ("because", "since"),
    ("while", "whilst"),
    ("another", "one more"),
    ("talk", "speak"),
    ("quickly", "fast"),
    ("company", "firm"),
    ("job", "work"),
    ("about", "on"),
    ("might", "may"),
    ("everywhere", "all over"),
];

pub(crate) const FILLERS: &str = "just really now well, you-know, so also indeed frankly, still then simply";

/// What stands in brackets for a word.
pub(crate) const BRACKETED: [(&str, &str); 9] = [
    ("I", "[he]"),
    ("my", "[his]"),
    ("we", "[they]"),
    ("our", "[their]"),
    ("it", "[the plan]"),
    ("they", "[the councillors]"),
    ("he", "[the mayor]"),
    ("she", "[the mayor]"),
    ("this", "[the agreement]"),
];

pub(crate) const NUMBER_WORDS: [&str; 11] =
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Slogans, short enough that anybody may say them again. V stands for a verb, N for a noun.
pub(crate) const SLOGANS: [&str; 6] = [
    "We will never V the N",
    "No more N without a N",
    "It is time to V the N",
    "The N must go on",
    "We V and they V too",
    "Now we V every N",
];

/// Given names of people who do not exist.
pub(crate) const GIVEN: &str =
    "Mara Tobin Ada Petra Joss Ingrid Walter Reg Nell Otto Vera Hugo Lena Felix Iris Jonas
    Clara Emil Greta Oskar";

/// What made-up names and terms are put together from.
pub(crate) const SYLLABLES: &str =
    "vel dor kem gal sten mir fal ost bry nor hask lun tre vik pol ger ram quill dun
    arn sel wick mor tam bel cor ran hol vesk lin";

pub(crate) const OUTLETS: &str =
    "orlin-gazette vesk-radio island-post harbour-wire coast-times valley-courier
    northern-agency capital-ledger morning-comet evening-comet lakeside-news upland-herald free-tribune
    river-chronicle bay-observer daily-anchor the-lantern the-compass metro-sheet county-record union-dispatch
    newsroom-nine channel-twelve open-mirror frontier-mail";
