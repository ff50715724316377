//! One person from up to three rows: what Better Auth kept, what the program kept beside it, and the profile.

use super::old::{OWNER, OldPerson, OldProfile, Row, is_checkable};
use super::store::{self, NewPerson, NewWayIn, Table};
use super::{Report, id_for};
use crate::account::Email;
use crate::db::Tx;
use crate::error::Result;
use crate::id::UserId;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The one provider whose accounts keep their meaning: an account is its issuer and the person's number there.
const GOOGLE: (&str, &str) = ("google", "https://accounts.google.com");

/// Whose rows are whose, by the ids of the older program.
#[derive(Debug, Default)]
pub(super) struct Owners {
    people: HashMap<String, UserId>,
    profiles: HashMap<String, UserId>,
}

impl Owners {
    pub fn of(&self, row: &Row, profile: &[&str]) -> Option<UserId> {
        let by_profile = row.text(profile).and_then(|id| self.profiles.get(&id));
        by_profile.or_else(|| row.text(OWNER).and_then(|id| self.people.get(&id))).copied()
    }
}

/// Tables with the ids that somebody's rows have there.
type OldRows = Vec<(&'static str, String)>;

/// Everybody that could be read, by address, with the ids of all their rows.
#[derive(Default)]
struct Gathered {
    by_email: BTreeMap<String, (OldPerson, OldRows)>,
    /// The address that an old id belongs to.
    email_of: HashMap<String, String>,
}

impl Gathered {
    fn add(&mut self, person: OldPerson, report: &mut Report) {
        let email = person.email.as_str().to_owned();
        let row = (person.table, person.old_id.clone());
        match self.by_email.get_mut(&email) {
            None => {
                self.email_of.insert(person.old_id.clone(), email.clone());
                self.by_email.insert(email, (person, vec![row]));
            }
            Some((known, rows)) if rows.iter().all(|(table, _)| *table != person.table) => {
                self.email_of.insert(person.old_id.clone(), email);
                known.join(person);
                rows.push(row);
                report.people.joined += 1;
            }
            // Two rows of one table that differ in case could be two people.
            Some((known, _)) => {
                let why = format!("its address {email} is also that of {}, and one address is one person here", known.old_id);
                report.leave(person.table, &person.old_id, why);
            }
        }
    }
}

impl OldPerson {
    /// The other row of the same person. A password counts only where the address was proved as well as in the other row:
    /// otherwise whoever wrote somebody's address first would come in as them.
    fn join(&mut self, other: Self) {
        if other.verified && !self.verified {
            self.password = other.password;
        } else if self.verified == other.verified {
            self.password = self.password.take().or(other.password);
        }
        self.verified |= other.verified;
        self.created = self.created.min(other.created);
        self.image = self.image.take().or(other.image);
        self.profile = std::mem::take(&mut self.profile).or(other.profile);
    }
}

async fn all(tx: &mut Tx, table: &Table) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    if store::open(tx, table).await? {
        loop {
            let page = store::page(tx).await?;
            if page.is_empty() {
                break;
            }
            rows.extend(page);
        }
    }
    Ok(rows)
}

/// Adopts everybody, and says whose the older program's rows are.
pub(super) async fn adopt(tx: &mut Tx, now: DateTime<Utc>, report: &mut Report) -> Result<Owners> {
    let mut gathered = Gathered::default();
    for table in [&store::USER, &store::USERS] {
        for row in all(tx, table).await? {
            report.people.found += 1;
            if let Some(person) = OldPerson::read(&row, table.name, now, report) {
                gathered.add(person, report);
            }
        }
    }
    let accounts = all(tx, &store::ACCOUNT).await?;
    let profiles = profiles(tx, &mut gathered, report).await?;
    let mut ways_in = WaysIn::read(&accounts, &gathered, report);
    let mut before: HashMap<(&str, String), Uuid> = HashMap::new();
    for table in [store::USER.name, store::USERS.name] {
        before.extend(store::adopted(tx, table).await?.into_iter().map(|(old, new)| ((table, old), new)));
    }
    let mut owners = Owners::default();
    for (email, (person, rows)) in gathered.by_email {
        let come = rows.iter().find_map(|(table, id)| before.get(&(*table, id.clone())).copied());
        let own_profiles = profiles.get(&email).map(Vec::as_slice).unwrap_or_default();
        let ways = ways_in.0.remove(&email).unwrap_or_default();
        let id = match come {
            Some(id) => {
                report.people.already += 1;
                report.profiles.already += own_profiles.len();
                report.ways_in.already += ways.len();
                UserId(id)
            }
            None => {
                let Some(id) = take_in(tx, &person, &ways, report).await? else {
                    let why = "its person was not adopted";
                    own_profiles.iter().for_each(|profile| report.leave(store::PROFILES.name, profile, why));
                    ways.iter().for_each(|way| report.leave(store::ACCOUNT.name, way.old_id(), why));
                    continue;
                };
                report.profiles.adopted += usize::from(!own_profiles.is_empty());
                report.profiles.joined += own_profiles.len().saturating_sub(1);
                id
            }
        };
        for (table, old_id) in rows {
            store::note(tx, table, &old_id, id.0).await?;
            owners.people.insert(old_id, id);
        }
        // Whoever has left since has no rows any more, and gets none.
        if come.is_none() || store::exists(tx, id).await? {
            owners.profiles.extend(own_profiles.iter().map(|profile| (profile.clone(), id)));
        } else {
            owners.people.retain(|_, owner| *owner != id);
        }
    }
    Ok(owners)
}

/// Puts each profile into its person and returns the profiles of each, by address. Of several the one that was used last speaks first.
async fn profiles(tx: &mut Tx, gathered: &mut Gathered, report: &mut Report) -> Result<HashMap<String, Vec<String>>> {
    let mut of: HashMap<String, Vec<(String, OldProfile)>> = HashMap::new();
    for row in all(tx, &store::PROFILES).await? {
        report.profiles.found += 1;
        let by_owner = row.text(OWNER).and_then(|id| gathered.email_of.get(&id).cloned());
        let by_email = || row.text(&["email"]).and_then(|email| Email::parse(&email).ok()).map(|email| email.as_str().to_owned());
        match by_owner.or_else(by_email).filter(|email| gathered.by_email.contains_key(email)) {
            Some(email) => of.entry(email).or_default().push((row.id(), OldProfile::read(&row))),
            None => report.leave(store::PROFILES.name, &row.id(), "it belongs to nobody who was adopted"),
        }
    }
    let mut ids = HashMap::new();
    for (email, mut profiles) in of {
        profiles.sort_by_key(|(_, profile)| std::cmp::Reverse(profile.used));
        ids.insert(email.clone(), profiles.iter().map(|(id, _)| id.clone()).collect());
        if let Some((person, _)) = gathered.by_email.get_mut(&email) {
            let joined = profiles.into_iter().map(|(_, profile)| profile).reduce(OldProfile::or).unwrap_or_default();
            person.profile = joined.or(std::mem::take(&mut person.profile));
        }
    }
    Ok(ids)
}

/// How somebody came in: with a password, or from elsewhere.
enum Way {
    Password { old_id: String, hashed: String },
    Google { old_id: String, subject: String },
}

impl Way {
    fn old_id(&self) -> &str {
        match self {
            Self::Password { old_id, .. } | Self::Google { old_id, .. } => old_id,
        }
    }
}

/// By address.
struct WaysIn(HashMap<String, Vec<Way>>);

impl WaysIn {
    fn read(accounts: &[Row], gathered: &Gathered, report: &mut Report) -> Self {
        let mut ways: HashMap<String, Vec<Way>> = HashMap::new();
        let table = store::ACCOUNT.name;
        for row in accounts {
            report.ways_in.found += 1;
            let old_id = row.id();
            let Some(email) = row.text(OWNER).and_then(|id| gathered.email_of.get(&id).cloned()) else {
                report.leave(table, &old_id, "it belongs to nobody who was adopted");
                continue;
            };
            let provider = row.text(&["providerId", "provider_id", "provider"]).unwrap_or_default();
            let way = match (provider.as_str(), row.text(&["password"]), row.text(&["accountId", "account_id"])) {
                ("credential", Some(hashed), _) if is_checkable(&hashed) => Way::Password { old_id, hashed },
                ("credential", ..) => {
                    report.leave(
                        table,
                        &old_id,
                        "its password is kept in a form that cannot be checked here; a reset by mail gives a new one",
                    );
                    continue;
                }
                (provider, _, Some(subject)) if provider == GOOGLE.0 => Way::Google { old_id, subject },
                (other, ..) => {
                    report.leave(table, &old_id, format!("accounts of {other:?} are not taken over; a reset by mail gives a password"));
                    continue;
                }
            };
            ways.entry(email).or_default().push(way);
        }
        Self(ways)
    }
}

/// The new person with their ways in; `None`, with the reason in the report, when somebody here has the address.
async fn take_in(tx: &mut Tx, person: &OldPerson, ways: &[Way], report: &mut Report) -> Result<Option<UserId>> {
    let id = UserId(id_for(&person.old_id, person.created));
    let new = NewPerson {
        id,
        name: &person.name,
        email: &person.email,
        verified: person.verified,
        image: person.image.as_deref(),
        created: person.created,
        updated: person.updated,
        profile: &person.profile,
    };
    if !store::insert_person(tx, &new).await? {
        let why = format!("somebody signed up here as {} before it was adopted", person.email.as_str());
        report.leave(person.table, &person.old_id, why);
        return Ok(None);
    }
    report.people.adopted += 1;
    let mut has_password = false;
    for way in ways {
        let own = id.to_string();
        let (old_id, issuer, provider, account, password) = match way {
            Way::Password { old_id, hashed } => (old_id, "credential", "credential", own.as_str(), Some(hashed.as_str())),
            Way::Google { old_id, subject } => (old_id, GOOGLE.1, GOOGLE.0, subject.as_str(), None),
        };
        let new = NewWayIn { id: id_for(old_id, person.created), person: id, issuer, provider, account, password };
        if store::insert_way_in(tx, &new).await? {
            report.ways_in.adopted += 1;
            has_password |= password.is_some();
        } else {
            report.leave(store::ACCOUNT.name, old_id, "it is somebody's here already");
        }
    }
    // The program that was there before Better Auth kept passwords with the person.
    match &person.password {
        Some(hashed) if !has_password && is_checkable(hashed) => {
            let own = id.to_string();
            let id_of_way = id_for("", person.created);
            let new =
                NewWayIn { id: id_of_way, person: id, issuer: "credential", provider: "credential", account: &own, password: Some(hashed) };
            store::insert_way_in(tx, &new).await?;
        }
        Some(_) if !has_password => {
            let why = "adopted, but its password is kept in a form that cannot be checked here; a reset by mail gives a new one";
            report.leave(person.table, &person.old_id, why);
        }
        _ => {}
    }
    Ok(Some(id))
}
