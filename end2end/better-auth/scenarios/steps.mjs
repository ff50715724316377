/** Steps that many scenarios begin with. */

export async function signedUp(stage, name) {
  const person = stage.person(name);
  const browser = stage.browser();
  await browser.does('sign up', (client) => client.signUp.email(person));
  return { person, browser };
}

export async function signedIn(stage, person) {
  const browser = stage.browser();
  await browser.does('sign in', (client) => client.signIn.email({ email: person.email, password: person.password }));
  return browser;
}

export async function verified(stage, name) {
  const { person, browser } = await signedUp(stage, name);
  await stage.browser().opens('verify', await stage.link(person.email));
  return { person, browser };
}

export const asksWho = (browser, label = 'get session') => browser.does(label, (client) => client.getSession());
