"""The words of the first rule for wording alone. Frozen with it: another list makes another rule.

``ORDINARY`` are words of medical prose whose misspelling can be put right by one person: no amount, unit,
time, strength, direction, side, negation, population or medicine is among them, and no word of which a slip
of the pen makes one. ``REAL`` are the words of SCOWL (K. Atkinson) with the same first letter that are one
letter away from an ordinary one: whoever wrote one of them may have meant it.
"""

from __future__ import annotations

from articles.content.wordlists import words_in

#: What a misspelt word may become.
ORDINARY = frozenset(
    words_in(
        "abdomen abdominal abilities ability accepted accompanied accompanying according achieve achieved"
        " across activities activity additional adherence agencies analyses analysis another answer"
        " answers anxiety anything apparent appearance appeared appearing appointment approach approaches"
        " arising arrange arranged article articles assessment assistance associated association asthma"
        " attention available avenue awareness background balance became because become becomes becoming"
        " behaviour behaviours believe believed belongs besides biopsies biopsy breathing breathlessness"
        " brings brought building calculated cannulation cardiologist cardiovascular caregiver caregivers"
        " carers caring carried carries cartilage centre challenge challenges chapter characterised"
        " characteristic characteristics choice choices cholesterol choose choosing chosen circulation"
        " circumstances clearly clinic clinical clinically clinician clinicians clinics clotting colleague"
        " colleagues collected community compare compared comparing comparison comparisons component"
        " components comprehensive concern concerned concerning concerns conclusion conclusions conducted"
        " confidence conflict connection connective consent consequence consequences consequently"
        " consideration considerations consists consultation context conversation countries country"
        " coverage criteria decision decisions delivered delivery demonstrate demonstrated demonstrates"
        " department describe described describes describing description designed detail detailed details"
        " determine determined determines develop developed developing development develops device devices"
        " diagnose diagnosed diagnoses diagnosis diagnostic dietary difference differences difficulties"
        " difficulty disability discuss discussed discussing discussion disease diseases disorder"
        " disorders distinguish distinguished doctor doctors document documentation documented documents"
        " domain domains dryness duration eating editor education effort efforts emphasis encourage"
        " encouraged endoscopy energy engage environment environmental equipment establish established"
        " estimate estimated evaluate evaluated evaluation events evidence evident examination"
        " examinations examine examined example examples exercise exercises existing exists experience"
        " experienced experiences explained explaining explains explanation exposed exposure eyelid"
        " eyelids families family fatigue feature features feeling feelings fibres fields finding findings"
        " fingers fitness focused foundation framework furthermore future gastroenterologist"
        " gastrointestinal grateful groups guidance guideline guidelines guides habits happen headache"
        " headaches health healthcare healthy heartbeat height helped helpful helping history hospital"
        " hospitals however ideally identification identified identifies identify identifying illness"
        " illnesses illustrated imaging implement implemented implications importance important"
        " importantly individual individuals inflammation inflammatory inform information informed"
        " instruction instructions insurance intake integrated intended intention interested interesting"
        " international interpretation intervention interventions introduced introduction investigate"
        " investigated investigation investigations involvement issues itching joints journal journals"
        " judgement knowledge laboratories laboratory language leaflet learned learning library lifestyle"
        " lifetime lifting likewise lining linked listen literature maintain maintained maintaining"
        " maintenance manage managed management manages managing manifestation manifestations manner"
        " manual measurement measurements mechanism mechanisms medical medically medicine medicines"
        " meeting members memory method methods microscope mobility models modern modified moment monitor"
        " monitored monitoring moreover movement movements multidisciplinary muscle muscles myositis"
        " national nausea network neurological neurologist nurses nutrition nutritional objective"
        " objectives observation observations occasion occasions occurred occurrence occurring occurs"
        " offered offers office opinion opinions opportunity organisation organisations organised"
        " orientation others otherwise outcome outcomes outline outlined output overview painful"
        " palpitations paragraph participants particular particularly pathway pathways patient patients"
        " people perspective physician physicians physiotherapist physiotherapists physiotherapy picture"
        " pictures points practical practice practices practitioner practitioners precise precisely"
        " preference preferences preparation presentation problem problems procedures professional"
        " professionals profile programme programmes project provider providers psychological public"
        " publication publications published quality question questionnaire questions radiologist"
        " radiology ranges reading realistic really reasonable reasonably reassurance recognise recognised"
        " recognising recognition recommendation recommendations referral referrals reflected regarded"
        " regarding regimen register registered rehabilitation relationship remember report reported"
        " reporting reports represent represented represents research researchers resource resources"
        " respectively respiratory response responses responsibility responsible result resulted resulting"
        " results return returned returning returns review reviewed reviewer reviewers reviews"
        " rheumatologist rheumatologists rheumatology scheme school science scientific searched separate"
        " separated separately service services setting settings shoulder shoulders showed sickness"
        " situation situations sleeping society somewhere source sources specialised specialist"
        " specialists specific specifically specimen spectrum speech standard standards statement stomach"
        " straightforward struggle studied studies subsequent subsequently successful successfully"
        " sufferers summarised summary support supported supporting supports suppose surrounding survey"
        " swallowing sweating swelling swollen symptom symptoms syndrome syndromes systems tables teaching"
        " technique techniques technology telephone temperature tendency tendons themselves therapist"
        " things tightness tiredness tissue tissues tongue topics training transport travel treated"
        " treating treatment treatments trusted ultrasound underlying understand understanding understood"
        " undertaken university update updated utility variables variation variations varied varies"
        " variety various varying version versions visits vomiting walking warmth website websites"
        " wellbeing whether wonder worked workers working worried writing written"
    )
)

#: What is a word of its own, so no misspelling.
REAL = frozenset(
    words_in(
        "abdomens accented accompanies achiever achieves advice advise advised adviser advises agility"
        " analysts analyzes anther anythings appealed appealing appearances appeased appeasing"
        " appointments approached arranger arranges arsing articled assessments associate associates"
        " associations attentions avenge avenues backgrounds balanced balances bedsides behavior behaviors"
        " beings believer believes belong beside betides biopsied bought breaching brigs bring brinks"
        " buildings cabers caging caking calculate calculates caners caning capers carders cardies carding"
        " cardiologists careers carer cares caress carets caries carnies carpers carping carrier carriers"
        " carters cartilages carting carvers carving casing caters cavers caving cawing center challenged"
        " challenger challengers chanter chapters characterized charter chaster chatter choicer choicest"
        " chooser chooses choosy chose circulations circumstance circumstanced cleanly clothing clouting"
        " compares compere compered compering comprehensives concert concerted concerting concerts"
        " conduced confection confidences conflicts connections connectives consents consist consultations"
        " content contest contexts convection convective convent conversations corers coring corries"
        " counties county crucial curers curing curried curries deice deices deigned deliver deliverer"
        " delivers departments deportment derail derailed derails derision describer describers descried"
        " descries descriptions designer detain detained detains determiner determiners developer"
        " developments devise devises diagnostics difficult difficultly discus discuses discusses"
        " discussions diseased distinguishes documentations easing editors educations elating emphases"
        " encourages endoscope engaged engages enrage entourage environments especially establishes"
        " estimates evacuate evacuated evacuation evaluates evaluations evens event evidenced evidences"
        " examiner examines exampled excellent exercised exerciser exercisers exist exiting exits exorcise"
        " exorcises expedience expediences explain explanations expose exposes exposures fatigued fatigues"
        " fatness featured feeding feedings felling fending fibers field fiends finders finger fining"
        " finking fires focuses foundations frameworks fueling funding futures glides global graceful"
        " group grouts guide guided guider guiders guises habit happens headily heaped heaping heartbeats"
        " hearth heath heavily heights helper helpings identifications identifier identifiers identities"
        " identity illustrate illustrates imagine impalement implementer implements implication"
        " improvement improvements inching indention independent independently independents infirm"
        " inflammations informer informs insurances intakes integrate integrates intendeds intentions"
        " internationals interpretations introduce introduces introductions invention investigates"
        " involvements issue issued issuer issuers joins joint joists judgment languages leaflets leaned"
        " leaning learner licked lifestyles lifetimes liked liking lilting liming limning lined linings"
        " linker linking linted linting listed listens listing living lofting maintainer maintains"
        " managements manager managers manege mange manged manger manned manners manuals medial medially"
        " medicals meetings melting member menage menages meting microscopes microscopy modals model"
        " modems moderns modes modifier modifies momenta moments monitors monitory morels motels motility"
        " muscled muscly nationals nauseam necessarily necessary networks neurologists notional notwork"
        " nurse nursed nurser nursers occur occurrences offer officer offices organization organizations"
        " organized orientations other otters outlines outlive outlived outputs overviews pailful paints"
        " palpitation paragraphs participant particulars patent patents peopled peoples permission"
        " permissions perspectives pictured pints point pointy practicals practiced precaution precautions"
        " precis precised preciser precises premise preparations presentations prints procedure"
        " processional processionals profiled profiles programmed programmer programmers projects protect"
        " provide provided provides pubic publisher publishes qualify questionnaires radiologists rages"
        " rally ranees range ranged ranger rangers readings readying realty reaming reaping rearing"
        " reassurances recognize recognized recognizing reelected regally regime regimens regiment regimes"
        " registers regraded regrading relationships remembers rending reporter researcher researches"
        " resister resort resorted resorting resorts resourced respirator respirators responsibly retarded"
        " retarding retort retorted retorting retorts returnee returner rewarded rewarding schema schemed"
        " schemer schemes schools sciences searcher searches seating seeping selling separates serviced"
        " servile settling sexting shelling shewed shooed shored shoved shower sitting sittings sleeking"
        " sleeting slickness slowed smelling snowed sourced sowed specialism specialisms specialized"
        " specifics specimens spelling starched statements steeping stetting stomachs stowed straggle"
        " straightforwards struggled struggles studded studios sufferer summarized summery supporter"
        " supposed supposes surrey surroundings surveys swearing sweeping swellings swilling system tablas"
        " table tabled tablet tablets tales teachings telephoned telephoner telephones telephony"
        " temperatures tendon tenons therapists thing thingy thinks thins thongs tings tongued tongues"
        " tonics topic trailing transports travels treading tropics trussed trustee trysted ultrasounds"
        " undated underling understandings understands undertake undertaker undertakes updater updates"
        " variable visit waiting waking waling walling wander wanking whither whiting winder wonders"
        " worded wording worker workings wormed worming worrier worries wounder writhing writings"
    )
)

_PAIRED = words_in(
    "tumour tumor tumours tumors oedema edema oedematous edematous anaemia anemia anaemic anemic"
    " haematology hematology haematologist hematologist haematologists hematologists haematoma"
    " hematoma oesophagus esophagus oesophageal esophageal diarrhoea diarrhea paediatric pediatric"
    " paediatrician pediatrician paediatricians pediatricians paediatrics pediatrics orthopaedic"
    " orthopedic gynaecology gynecology gynaecologist gynecologist colour color colours colors"
    " coloured colored behaviour behavior behaviours behaviors behavioural behavioral centre center"
    " centres centers fibre fiber fibres fibers judgement judgment judgements judgments organisation"
    " organization organisations organizations organise organize organised organized recognise"
    " recognize recognised recognized recognises recognizes recognising recognizing characterise"
    " characterize characterised characterized characterises characterizes hospitalise hospitalize"
    " hospitalised hospitalized hospitalisation hospitalization summarise summarize summarised"
    " summarized specialise specialize specialised specialized emphasise emphasize emphasised"
    " emphasized randomised randomized randomisation randomization stabilise stabilize stabilised"
    " stabilized generalised generalized localised localized individualised individualized analyse"
    " analyze analysed analyzed analysing analyzing labelled labeled labelling labeling travelled"
    " traveled travelling traveling counselling counseling modelling modeling fulfil fulfill enrol"
    " enroll enrolment enrollment skilful skillful neighbour neighbor favourable favorable labour"
    " labor odour odor rumour rumor faeces feces faecal fecal foetus fetus foetal fetal ischaemia"
    " ischemia ischaemic ischemic septicaemia septicemia leukaemia leukemia caesarean cesarean coeliac"
    " celiac manoeuvre maneuver licence license defence defense learnt learned sceptical skeptical"
    " artefact artifact artefacts artifacts aetiology etiology aetiological etiological anaesthetist"
    " anesthetist dyspnoea dyspnea optimise optimize prioritise prioritize prioritised prioritized"
    " utilise utilize utilised utilized visualise visualize visualised visualized realise realize"
    " realised realized customise customize apologise apologize authorise authorize authorised"
    " authorized criticise criticize mobilise mobilize mobilisation mobilization standardise"
    " standardize standardised standardized categorise categorize categorised categorized finalise"
    " finalize finalised finalized"
)
#: One word in two spellings, British and American.
SPELLINGS = tuple(zip(_PAIRED[::2], _PAIRED[1::2], strict=True))

#: Small words whose misspellings can be nothing else.
SLIPS = {
    "teh": "the", "hte": "the", "thier": "their", "wich": "which", "whcih": "which", "taht": "that",
    "thsi": "this", "htis": "this", "tehse": "these", "tehy": "they", "waht": "what",
}  # fmt: skip

#: Forms of one verb that differ in number alone.
AGREEMENTS = frozenset({("is", "are"), ("was", "were"), ("has", "have"), ("does", "do")})

#: Words of which the second, when it was written twice, says nothing.
SAID_TWICE = frozenset(
    words_in("the a an of to in is are and was were for with it on at by as be this these their its")
)

#: Words that open a sentence and stand apart from it, with a comma or without.
OPENINGS = frozenset(words_in("Therefore Moreover Furthermore Consequently Nevertheless Nonetheless"))
