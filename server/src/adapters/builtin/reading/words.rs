//! What job titles, employers, schools, degrees and places are recognised by, in several languages.

use super::piece::{has_any, plain};

/// Words of job titles. A `~` marks a stem that is found inside compounds.
const TITLES: &[&str] = &[
    "engineer", "developer", "programmer", "architect", "manager", "director", "analyst", "scientist", "designer", "intern", "internship",
    "consultant", "lead", "head", "chief", "officer", "cto", "ceo", "cfo", "coo", "cio", "cmo", "cpo", "vp", "president", "founder",
    "co founder", "cofounder", "partner", "owner", "administrator", "specialist", "coordinator", "assistant", "associate", "professor",
    "lecturer", "teacher", "tutor", "researcher", "postdoc", "postdoctoral", "fellow", "technician", "supervisor", "representative",
    "accountant", "auditor", "nurse", "physician", "doctor", "therapist", "pharmacist", "editor", "writer", "journalist", "copywriter",
    "translator", "producer", "artist", "illustrator", "photographer", "recruiter", "trainer", "coach", "planner", "strategist", "buyer",
    "controller", "clerk", "secretary", "receptionist", "cashier", "driver", "chef", "cook", "waiter", "barista", "mechanic",
    "electrician", "operator", "apprentice", "trainee", "student assistant", "working student", "freelancer", "freelance", "contractor",
    "sre", "devops", "tester", "qa", "scrum master", "product owner", "maintainer", "contributor", "creator", "volunteer", "advisor",
    "attorney", "lawyer", "paralegal", "broker", "agent", "superintendent", "principal", "instructor", "librarian", "statistician",
    "economist", "chemist", "biologist", "physicist", "geologist", "surveyor", "foreman", "executive", "marketer", "sales", "staff",
    // German
    "~entwickler", "~ingenieur", "leiter", "leiterin", "~leiter", "~leiterin", "~berater", "praktikant", "praktikantin", "werkstudent",
    "werkstudentin", "~analyst", "direktor", "direktorin", "geschaftsfuhrer", "geschaftsfuhrerin", "mitarbeiter", "mitarbeiterin",
    "~mitarbeiter", "assistent", "assistentin", "~assistent", "referent", "referentin", "kaufmann", "kauffrau", "~kaufmann", "~kauffrau",
    "techniker", "~techniker", "informatiker", "~informatiker", "wissenschaftler", "~wissenschaftler", "lehrer", "~lehrer", "dozent",
    "arzt", "arztin", "~pfleger", "sachbearbeiter", "~bearbeiter", "auszubildender", "auszubildende", "projektmanager", "~manager",
    "architekt", "~architekt", "gestalter", "verkaufer", "buchhalter", "meister", "~mechaniker", "~elektroniker", "praktikum",
    // French
    "ingenieur", "ingenieure", "developpeur", "developpeuse", "directeur", "directrice", "responsable", "chargee", "charge de", "chef de",
    "cheffe", "analyste", "stagiaire", "stage", "consultante", "technicien", "technicienne", "enseignant", "professeur", "chercheur",
    "assistante", "conseiller", "gestionnaire", "comptable", "vendeur", "infirmier", "infirmiere", "apprenti", "alternant", "alternante",
    "redacteur", "architecte", "concepteur", "doctorant", "scientifique", // Italian
    "ingegnere", "sviluppatore", "sviluppatrice", "direttore", "direttrice", "analista", "tirocinante", "tirocinio", "stagista",
    "consulente", "tecnico", "responsabile", "impiegato", "impiegata", "insegnante", "ricercatore", "ricercatrice", "docente",
    "architetto", "progettista", "addetto", "addetta", "assistente", "contabile", "commesso", "infermiere", "capo", "programmatore",
    "coordinatore", "grafico", // Spanish
    "ingeniero", "ingeniera", "desarrollador", "desarrolladora", "director", "directora", "becario", "becaria", "practicas", "consultor",
    "consultora", "tecnica", "gerente", "jefe", "jefa", "profesor", "profesora", "investigador", "investigadora", "asistente",
    "administrativo", "administrativa", "arquitecto", "disenador", "disenadora", "programador", "programadora", "contador", "vendedor",
    "enfermero", "enfermera", "abogado", "coordinador", "encargado", "cientifico", "cientifica", // Portuguese
    "engenheiro", "engenheira", "desenvolvedor", "desenvolvedora", "diretor", "diretora", "coordenador", "coordenadora", "estagiario",
    "estagiaria", "estagio", "professora", "pesquisador", "pesquisadora", "gestor", "gestora", "medico", "medica", "advogado", "advogada",
    "arquiteto", "arquiteta", "vendedora", "contabilista", "chefe", "responsavel", "auxiliar", "bolseiro", "bolseira", "cientista",
    "enfermeiro", "enfermeira", // Dutch
    "~ontwikkelaar", "~medewerker", "medewerkster", "adviseur", "~adviseur", "leider", "~leider", "hoofd", "stagiair", "docente", "leraar",
    "lerares", "~verpleegkundige", "onderzoeker", "~onderzoeker", "beheerder", "~beheerder", "verkoopster", "boekhouder", "boekhoudster",
    "~monteur", "vrijwilliger", "vrijwilligster", "bestuurslid", "analist", "~analist", "ontwerper", "~ontwerper", "bijbaan",
    // Chinese
    "工程师", "分析师", "经理", "主管", "总监", "实习生", "实习", "开发", "设计师", "顾问", "助理", "教授", "讲师", "研究员", "主任",
    "专员", "架构师", "负责人", "创始人", "科学家", "教师", "会计", "总裁", "志愿",
];

/// Words of employers that are no words of titles.
const ORGANISATIONS: &[&str] = &[
    "inc", "llc", "ltd", "limited", "corp", "corporation", "company", "co", "gmbh", "ag", "kg", "ohg", "se", "plc", "sa", "sas", "sarl",
    "srl", "spa", "sl", "bv", "nv", "oy", "ab", "as", "aps", "group", "holding", "holdings", "labs", "lab", "solutions", "systems",
    "technologies", "technology", "software", "studio", "studios", "partners", "bank", "banco", "hospital", "clinic", "university",
    "universitat", "universite", "universidad", "universita", "college", "institute", "institut", "instituto", "istituto", "school",
    "ministry", "agency", "foundation", "association", "society", "nonprofit", "organization", "organisation", "services", "consulting",
    "ventures", "capital", "networks", "media", "airlines", "motors", "pharma", "research", "gesellschaft", "unternehmen", "verein",
    "stiftung", "klinik", "krankenhaus", "entreprise", "societe", "azienda", "societa", "empresa", "sociedad", "fundacion", "fondation",
    "fondazione", "公司", "集团", "大学", "学院", "银行", "医院", "研究所", "组织", "科技", "有限",
];

const SCHOOLS: &[&str] = &[
    "university", "college", "institute", "school", "academy", "polytechnic", "faculty", "universitat", "~universitat", "hochschule",
    "~hochschule", "fachhochschule", "gymnasium", "~gymnasium", "~schule", "akademie", "tu", "universite", "ecole", "lycee", "institut",
    "iut", "universidad", "instituto", "escuela", "colegio", "facultad", "politecnica", "universita", "politecnico", "liceo", "istituto",
    "scuola", "accademia", "universitet", "universiteit", "universidade", "universitas", "faculdade", "escola", "politecnico de",
    "hogeschool", "~hogeschool", "~universiteit", "lyceum", "~lyceum", "~college", "roc", "高等学校", "대학교", "جامعة", "אוניברסיטה",
    "אוניברסיטת", "מכללת", "eth", "epfl", "mit", "caltech", "insead", "ucla", "uc", "bootcamp", "大学", "学院", "中学", "学校", "高中",
];

const DEGREES: &[&str] = &[
    "phd", "ph d", "doctor", "doctorate", "doctoral", "dphil", "md", "jd", "mba", "msc", "ms", "m s", "ma", "m a", "meng", "mphil", "mfa",
    "mres", "llm", "llb", "bsc", "bs", "b s", "ba", "b a", "beng", "bfa", "bba", "btech", "b tech", "mtech", "m tech", "bcom", "bachelor",
    "bachelors", "bachelor s", "master", "masters", "master s", "associate", "associates", "diploma", "degree", "minor", "major",
    "certificate", "ged", "high school diploma", "a levels", "gcse", "exchange", "abitur", "diplom", "~diplom", "magister", "staatsexamen",
    "promotion", "doktor", "doktorat", "fachabitur", "matura", "ausbildung", "licence", "maitrise", "doctorat", "baccalaureat", "bac",
    "dut", "bts", "diplome", "deug", "dea", "dess", "prepa", "laurea", "dottorato", "diploma di", "magistrale", "triennale", "maturita",
    "licenciatura", "licenciado", "grado", "doctorado", "bachillerato", "maestria", "tecnico superior", "ingenieria", "mestrado",
    "doutorado", "doutoramento", "bacharelado", "bacharel", "graduacao", "pos graduacao", "tecnologo", "ensino medio", "hbo", "wo", "mbo",
    "havo", "vwo", "gymnasiumdiploma", "propedeuse", "doctorandus", "学士号", "修士", "학사", "석사", "硕士", "学士", "博士", "本科",
    "专科", "研究生", "高中毕业",
];

/// Countries as people write them, with the abbreviations of states that stand at the end of an address.
const COUNTRIES: &[&str] = &[
    "usa", "us", "united states", "united states of america", "uk", "united kingdom", "england", "scotland", "wales", "ireland",
    "northern ireland", "germany", "deutschland", "allemagne", "germania", "alemania", "france", "frankreich", "francia", "italy",
    "italia", "italien", "italie", "spain", "espana", "spanien", "espagne", "spagna", "portugal", "switzerland", "schweiz", "suisse",
    "svizzera", "suiza", "austria", "osterreich", "autriche", "netherlands", "the netherlands", "nederland", "niederlande", "belgium",
    "belgien", "belgique", "luxembourg", "luxemburg", "denmark", "danmark", "sweden", "sverige", "norway", "norge", "finland", "suomi",
    "iceland", "poland", "polska", "polen", "czech republic", "czechia", "slovakia", "slovenia", "hungary", "romania", "bulgaria",
    "greece", "croatia", "serbia", "ukraine", "estonia", "latvia", "lithuania", "turkey", "turkiye", "russia", "cyprus", "malta", "china",
    "japan", "korea", "south korea", "india", "pakistan", "bangladesh", "sri lanka", "nepal", "singapore", "malaysia", "indonesia",
    "thailand", "vietnam", "philippines", "taiwan", "hong kong", "israel", "egypt", "morocco", "tunisia", "algeria", "nigeria", "kenya",
    "ghana", "south africa", "uae", "united arab emirates", "saudi arabia", "qatar", "jordan", "lebanon", "iran", "australia",
    "new zealand", "canada", "kanada", "mexico", "brazil", "brasil", "argentina", "chile", "colombia", "peru", "uruguay", "ecuador",
    "venezuela", "costa rica", "中国", "美国", "英国", "德国", "法国", "日本", "加拿大", "新加坡", "香港", "台湾",
];

const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI",
    "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT",
    "VT", "VA", "WA", "WV", "WI", "WY", "DC", "ON", "QC", "BC", "AB", "NSW", "VIC", "QLD",
];

/// Cities that people write without a country, and words that stand for a place.
const CITIES: &[&str] = &[
    "remote", "online", "worldwide", "berlin", "hamburg", "munchen", "munich", "koln", "cologne", "frankfurt", "frankfurt am main",
    "stuttgart", "dusseldorf", "leipzig", "dresden", "hannover", "nurnberg", "bremen", "dortmund", "essen", "karlsruhe", "mannheim",
    "bonn", "munster", "freiburg", "heidelberg", "vienna", "wien", "graz", "linz", "salzburg", "zurich", "basel", "bern", "geneva",
    "geneve", "genf", "lausanne", "paris", "lyon", "marseille", "toulouse", "nice", "nantes", "bordeaux", "lille", "strasbourg", "rennes",
    "grenoble", "montpellier", "milano", "milan", "roma", "rome", "torino", "turin", "napoli", "naples", "bologna", "firenze", "florence",
    "genova", "venezia", "venice", "padova", "verona", "palermo", "madrid", "barcelona", "valencia", "sevilla", "seville", "bilbao",
    "zaragoza", "malaga", "granada", "london", "manchester", "birmingham", "leeds", "bristol", "edinburgh", "glasgow", "cambridge",
    "oxford", "liverpool", "dublin", "belfast", "amsterdam", "rotterdam", "the hague", "utrecht", "eindhoven", "brussels", "bruxelles",
    "antwerp", "lisbon", "lisboa", "porto", "copenhagen", "stockholm", "oslo", "helsinki", "warsaw", "krakow", "prague", "budapest",
    "bucharest", "athens", "istanbul", "new york", "new york city", "nyc", "san francisco", "los angeles", "boston", "chicago", "seattle",
    "austin", "denver", "atlanta", "toronto", "montreal", "vancouver", "sydney", "melbourne", "auckland", "tokyo", "beijing", "shanghai",
    "shenzhen", "seoul", "bangalore", "bengaluru", "mumbai", "new delhi", "delhi", "hyderabad", "chennai", "pune", "dubai", "tel aviv",
    "sao paulo", "buenos aires", "mexico city", "bogota", "santiago", "lima", "北京", "上海", "广州", "深圳", "杭州", "南京", "成都",
    "武汉", "西安", "苏州", "天津", "重庆", "旧金山", "纽约", "芝加哥", "伦敦", "巴黎", "东京",
];

/// Natural languages, by their names in the languages that CVs are written in.
const LANGUAGES: &[&str] = &[
    "english", "german", "french", "spanish", "italian", "portuguese", "dutch", "chinese", "mandarin", "cantonese", "japanese", "korean",
    "russian", "ukrainian", "polish", "czech", "hungarian", "romanian", "turkish", "arabic", "hebrew", "hindi", "urdu", "bengali", "tamil",
    "greek", "swedish", "danish", "norwegian", "finnish", "latin", "vietnamese", "thai", "persian", "farsi", "catalan", "englisch",
    "deutsch", "franzosisch", "spanisch", "italienisch", "portugiesisch", "niederlandisch", "chinesisch", "japanisch", "russisch",
    "polnisch", "turkisch", "arabisch", "tschechisch", "latein", "anglais", "allemand", "francais", "espagnol", "italien", "portugais",
    "chinois", "japonais", "russe", "arabe", "neerlandais", "inglese", "tedesco", "francese", "spagnolo", "italiano", "portoghese",
    "cinese", "giapponese", "russo", "arabo", "ingles", "aleman", "frances", "espanol", "castellano", "chino", "japones", "ruso", "catala",
    "euskera", "gallego", "alemao", "espanhol", "holandes", "chines", "arabe", "engels", "duits", "frans", "spaans", "italiaans",
    "nederlands", "portugees", "chinees", "turks", "pools", "russisch", "arabisch", "日本語", "英語", "中国語", "韓国語", "영어", "한국어",
    "일본어", "العربية", "الإنجليزية", "الانجليزية", "الفرنسية", "עברית", "אנגלית", "צרפתית", "ערבית", "英语", "法语", "中文", "德语",
    "日语", "韩语", "西班牙语", "俄语", "普通话", "粤语", "汉语", "意大利语",
];

pub(crate) fn is_title(text: &str) -> bool {
    has_any(&plain(text), TITLES)
}

pub(crate) fn is_organisation(text: &str) -> bool {
    has_any(&plain(text), ORGANISATIONS)
}

pub(crate) fn is_school(text: &str) -> bool {
    has_any(&plain(text), SCHOOLS)
}

pub(crate) fn is_degree(text: &str) -> bool {
    has_any(&plain(text), DEGREES)
}

/// "Inc." and the like after a comma belong to the name before it.
pub(crate) fn is_legal_form(text: &str) -> bool {
    const FORMS: &[&str] =
        &["inc", "llc", "ltd", "limited", "corp", "gmbh", "ag", "co", "plc", "sa", "srl", "spa", "sl", "llp", "lp", "pbc"];
    FORMS.contains(&plain(text).as_str())
}

/// A country or the abbreviation of a state: what an address ends with.
pub(crate) fn is_region(text: &str) -> bool {
    let text = text.trim();
    STATES.contains(&text.trim_end_matches('.')) || COUNTRIES.contains(&plain(text).as_str())
}

pub(crate) fn is_city(text: &str) -> bool {
    CITIES.contains(&plain(text).as_str())
}

/// "English (fluent)" and "Deutsch – Muttersprache" name a language; "Python" does not.
pub(crate) fn is_language(text: &str) -> bool {
    let plain = plain(text);
    let first = plain.split(' ').next().unwrap_or_default();
    LANGUAGES.contains(&first) || LANGUAGES.iter().any(|l| l.chars().any(super::piece::is_han) && plain.starts_with(l))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_many_languages() {
        for title in [
            "Co-Founder & CTO", "Softwareentwicklerin", "Direktor für Datenwissenschaft", "Directeur de la Science",
            "Tirocinio in Data Analysis", "Ingeniero de Software", "Engenheira de Dados", "Estagiário", "Softwareontwikkelaar",
            "Projectmedewerker", "数据分析师",
        ] {
            assert!(is_title(title), "{title}");
        }
        assert!(!is_title("NVIDIA Research"));
        assert!(is_organisation("ABC Gemeinnützige Gesellschaft"));
    }

    #[test]
    fn places() {
        assert!(is_region("CA") && is_region("Türkiye") && is_city("München"));
        assert!(!is_region("Ca") && !is_region("Acme"));
    }
}
