--- What says that something was measured on people: a laboratory, imaging, physiological or performance measure, named
--- by its instrument, its specimen or its quantity. A row of sheaf.extract.collection, of which it is the vaguest: a
--- cell only says "measurements". It stands aside: it neither silences what weaker parts of a record say nor is
--- silenced.

local SPECIMEN = "serum|plasma|blood|urinary|urine|fecal|faecal|sputum|saliva|salivary|csf|cerebrospinal|hormone"
  .. "|hormonal|arterial|venous|tissue|liver|platelet"
local QUANTITY = "level|levels|concentration|concentrations|samples|sample|specimens|excretion|counts|count|glucose"
  .. "|cholesterol|lipids|lipid|chemistry|tests|cultures|lead|cortisol|gases|ph"
local TEST = "test|tests|testing|task|tasks|battery|measures"

return {
  value = "measurements", aside = true,

  -- images
  "echocardiogra*", "magnetic resonance ~1 imaging|spectroscopy|images|scan|scans", "mri|spect", "comput* tomogra*",
  "positron emission", "ct|pet|bone|mri|brain scan|scans|scanning|scanned|imaging", "radiograph*", "ultrasonogra*",
  "sonograph*", "ultrasound ~1 examination|examinations|measurement|measurements|scan|scans", "doppler", "angiogra*",
  "laser doppler", "gastroscopy|gastroscopies|esophagogastroduodenoscopy|gastroduodenoscopy",
  "endoscopy|endoscopic ~1 videotapes|examination|assessment|evaluation", "absorptiometry", "dexa",
  "established|confirmed|diagnosed|assessed|evaluated|examined|determined ~3 endoscopy|endoscopically|colonoscopy"
    .. "|bronchoscopy|laparoscopy|biopsy", "scintigraph*", "single photon emission",
  "duplex ultrasound|ultrasonography",
  "ultrasound|ultrasonic|sonographic ~3 assessment|assessments|evaluation|imaging|findings", "chemical shift imaging",
  "bone mineral density", "densitometr*",

  -- signals and functions of the body
  "electrocardiogra*", "ecg|ecgs|eeg|eegs|emg", "electroencephalogra*", "electromyogra*", "holter", "actometry",
  "evoked|event related ~1"
    .. " potential|potentials", "startle response", "urodynamic*", "cystometr*", "spirometr*", "plethysmograph*",
  "polysomnogra*", "polygraph*", "actigraph*", "oximetry", "manometr*",
  "rhinomanometr*", "rhinometr*", "photoplethysmogra*", "capnogra*", "tympanometr*", "tonometr*", "perimetry",
  "oxygen saturation|consumption|uptake", "cardiac output|index", "stroke volume|work",
  "ejection fraction ~4 measured|assessed|determined|evaluated|increased|decreased|improved|by",
  "bp ~1 measured|recorded|monitored", "skin conductance", "heart rate variability",
  "audiometr*", "airflow measurements",
  "peak ~1 flow", "fev1", "fev", "forced expiratory|vital", "lung|pulmonary function", "ambulatory blood pressure",
  "blood ~1 pressure|pressures ~3 measured|recorded|monitored|monitoring|measurements|assessed|determined",
  "measured|recorded|monitored|measurements|assessed|evaluated ~8 blood|heart pressure|pressures|rate|rates",
  "temperature ~1 was|were measured|recorded", "vital signs", "visual acuity", "intraocular pressure",
  "body weight|composition ~4 measured|recorded|assessed",
  "hemodynamic|haemodynamic|metabolic|physiologic|physiological|biochemical ~1 measurements|variables|parameters"
    .. "|measures|responses|monitoring",

  -- the laboratory
  SPECIMEN .. " ~3 " .. QUANTITY, "hba1c", "hba", "glycosylated|glycated hemoglobin|haemoglobin", "radioimmunoassay*",
  "immunoassay*", "elisa", "assayed", "chromatograph*", "hplc", "spectrometry", "spectrophotometr*",
  "immunohistochem*", "immunocytochem*", "histolog* ~1 examination|analysis|evaluation",
  "biopsy|biopsies ~3 taken|obtained|performed|specimens", "stool|urine|blood|throat culture|cultures", "serolog*",
  "flow cytometry", "genotyp*", "pcr", "cell counts|count", "lipids and lipoproteins", "clearance of",
  "platelet aggregation", "bleeding time",
  "samples ~1 taken|withdrawn|assayed", "specimens|biopsies ~1 taken|collected|obtained|analysed|analyzed",
  "serum|plasma|blood|urine|saliva was|were sampled|collected|drawn|analysed|analyzed|assayed",
  "salivary|serum|plasma|urinary cortisol|estradiol|oestradiol|testosterone|progesterone|insulin|glucose|creatinine",
  "pharmacokinetic data|parameters|samples|analysis",
  "neurophysiological|electrophysiological ~1 study|studies|examination|examinations|investigation|investigations"
    .. "|tests|measurements", "glucose ~2 measured",
    "laboratory test|tests|parameters|values|measurements|analyses|findings|results|data",

  -- performance
  "treadmill", "exercise test|testing|tests", "walk|walking test|distance", "gait ~1 analysis", "muscle strength",
  "range of motion", "grip strength", "pain|detection|pressure threshold|thresholds",
  "challenge|challenges ~2 test|tests", "provocative dose|concentration", "skin prick|test|tests|testing",
  "neuropsychological|cognitive|psychometric|psychomotor|performance ~1 " .. TEST, "continuous performance",
  "reaction time|times",
  "finger|timed tapping", "psychometric|psychomotor|cognitive|neuropsychological tests",

  needs = { "was", "were", "measured", "assessed", "evaluated", "determined", "recorded", "monitored", "measurements",
    "measurement", "examined", "underwent", "investigated", "studied", "compared", "using", "included", "showed",
    "assess", "increased", "decreased", "reduced", "declined",
    "taken", "collected", "drawn", "obtained", "sampled", "established", "achieved", "detected", "associated" },
  without = { "criteria", "eligible", "excluded", "triggers", "defined", "business", "corporate", "firm" },
}
