//! Providers. None is configured yet, which is what these say.

use super::answer::{Answer, Refusal};
use super::call::Call;

pub async fn sign_in(call: Call) -> Answer {
    provider(&call)
}

pub async fn link(call: Call) -> Answer {
    call.member()?;
    provider(&call)
}

fn provider(call: &Call) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    fields.text("provider");
    fields.checked()?;
    Err(Refusal::of("PROVIDER_NOT_FOUND"))
}
