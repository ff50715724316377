//! The one thing of a passkey that only the browser's own interface can do: ask the device. Everything else is a form.

use crate::edge::ApiError;

/// What is asked of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// To make a key.
    Create,
    /// To sign with one.
    Get,
}

/// The device's answer to these options, both as the protocol writes them in JSON.
#[cfg(feature = "hydrate")]
pub async fn ask(how: Ask, options: &str) -> Result<String, ApiError> {
    browser::ask(how, options).await.map_err(|cause| said(&browser::name_of(&cause)))
}

#[cfg(not(feature = "hydrate"))]
pub async fn ask(_how: Ask, _options: &str) -> Result<String, ApiError> {
    Err(said(""))
}

/// What is said of a fault, by the name that browsers give it.
fn said(fault: &str) -> ApiError {
    let words = match fault {
        "NotAllowedError" | "AbortError" => "Nothing was chosen, or it took too long. Try again.",
        "InvalidStateError" => "This device holds a passkey for you already.",
        "SecurityError" => "This browser keeps passkeys for another address of this site.",
        _ => "This browser cannot use passkeys here. Use your password.",
    };
    ApiError::Invalid(vec![job_agent::error::FieldError::new("", words)])
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Ask;
    use js_sys::{Function, JSON, Object, Promise, Reflect};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    pub async fn ask(how: Ask, options: &str) -> Result<String, JsValue> {
        let (parse, act) = match how {
            Ask::Create => ("parseCreationOptionsFromJSON", "create"),
            Ask::Get => ("parseRequestOptionsFromJSON", "get"),
        };
        let window = js_sys::global();
        let class = Reflect::get(&window, &"PublicKeyCredential".into())?;
        let wanted = Object::new();
        Reflect::set(&wanted, &"publicKey".into(), &call(&class, parse, &[JSON::parse(options)?])?)?;
        let credentials = Reflect::get(&Reflect::get(&window, &"navigator".into())?, &"credentials".into())?;
        let promise: Promise = call(&credentials, act, &[wanted.into()])?.dyn_into()?;
        let credential = JsFuture::from(promise).await?;
        let answer = JSON::stringify(&call(&credential, "toJSON", &[])?)?;
        answer.as_string().ok_or_else(|| JsValue::from_str("no text"))
    }

    fn call(of: &JsValue, name: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
        let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
        function.apply(of, &with.iter().collect())
    }

    pub fn name_of(cause: &JsValue) -> String {
        Reflect::get(cause, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_fault_of_the_device_is_said_in_words() {
        assert!(said("NotAllowedError").to_string().contains("Nothing was chosen"));
        assert!(said("TypeError").to_string().contains("Use your password"));
    }
}
