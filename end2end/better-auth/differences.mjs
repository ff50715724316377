/**
 * Where we differ on purpose. Each entry says which answers it is about (what is left out fits all) and why. The cookie's
 * name is not here: both are compared without their prefixes (better-auth. and job_agent., with __Host- over HTTPS).
 */
export const differences = [
  {
    field: 'cookie dont_remember',
    ours: 'absent',
    reason: 'Whether a session outlives its browser stands in its row, where nobody can change it; a second cookie is not needed.',
  },
  {
    field: 'cookie session_data',
    ours: 'absent',
    reason: 'There is no copy of the session in a cookie, which would live on after the session was revoked; so there is none to remove.',
  },
  {
    scenario: 'sign-up: an empty name',
    reason: 'A name stands on letters, so it cannot be empty.',
  },
  {
    scenario: 'sign-up: a password of every attacker\'s list',
    reason: 'Common passwords are refused, with the code that the library\'s own plugin for it has.',
  },
  {
    scenario: 'sign-up: no body',
    field: 'body.message',
    reason: 'The library checks this body against two shapes and says the same twice.',
  },
  {
    scenario: 'verify: a link that was used',
    step: 'verify again',
    field: 'location',
    reason: 'A link works once. The library\'s links are signed texts that work until they expire.',
  },
  {
    scenario: 'change e-mail: without the password',
    reason: 'Whoever sits down at an open browser must not be able to take the account along: the password is asked for again, as `password`.',
  },
  {
    scenario: /^change e-mail:/,
    step: 'prove',
    field: 'cookie session_token',
    ours: 'absent',
    reason: 'The link proves an address and signs nobody in: mail programs and scanners open links too.',
  },
  {
    scenario: 'change e-mail: the link opened signed out',
    step: 'who opened it',
    reason: 'The same: who opens the link signed out stays signed out.',
  },
  {
    field: 'cookie session_token',
    scenario: /^(update|origin):/,
    step: /^(update|post)$/,
    ours: 'absent',
    reason: 'The cookie holds nothing of the person, so a changed name or picture does not need a new one.',
  },
  {
    scenario: 'update: a name that is no text',
    reason: 'The library turns a number into a text on its way into the database; here a name is a text or refused.',
  },
  {
    scenario: 'social: an identity token in place of a departure',
    reason: 'A token that comes from elsewhere is bound to no departure of this browser, so it signs nobody in.',
  },
  {
    scenario: /^social:/,
    field: 'cookie state',
    reference: 'set; httponly; max-age=300; path=/; samesite=lax',
    reason: 'The cookie lives as long as the row beside it, ten minutes.',
  },
  {
    scenario: 'social: not allowed over there',
    field: 'cookie state',
    ours: 'absent',
    reason: 'It ends by itself and is kept until then, so that two tabs do not take the way back from each other. The state itself works once.',
  },
  {
    scenario: /^social:/,
    field: 'location',
    ours: /^\/sign-in\?error=state_/,
    reason: 'Whoever comes back with nothing of ours is told on the page for signing in, in words.',
  },
  {
    scenario: 'two-factor: ends other sessions',
    step: 'the other browser',
    reason: 'Whoever was signed in with the password alone is not any more when a second factor is turned on.',
  },
  {
    scenario: 'two-factor: a code works once',
    step: 'the same again',
    reason: 'RFC 6238 wants each code to be accepted once; the library takes one as often as it comes while it is valid.',
  },
  {
    scenario: 'two-factor: ten wrong codes',
    step: 'a backup code meanwhile',
    reason: 'Whoever guesses codes of the app must not shut the owner out of the backup codes, which nobody guesses.',
  },
  {
    scenario: /^two-factor: (turned off|the secret again|new backup codes)/,
    step: /password alone$|^off$/,
    reason: 'Whoever has a session and the password has one factor: what changes the second one asks for a code too, as `code`.',
  },
  {
    scenario: /^passkey:/,
    field: /^body\.extensions\.(credentialProtectionPolicy|enforceCredentialProtectionPolicy|uvm)$/,
    reference: 'absent',
    reason: 'A device is asked to give its key away to nobody whom it has not verified, and to say how it did.',
  },
  {
    scenario: /^passkey:/,
    field: /^body\.excludeCredentials\[\]\.transports/,
    ours: 'absent',
    reason: 'A device knows its own keys by their names, whichever way it is reached.',
  },
  {
    scenario: /^passkey:/,
    field: /^body(\[\]|\.passkey)?\.(publicKey|aaguid)$/,
    ours: 'absent',
    reason: 'What a signature is checked with is no client\'s matter, and the make of a device is not kept.',
  },
  {
    scenario: /^passkey:/,
    field: 'cookie passkey',
    reference: 'absent',
    ours: /^empty/,
    reason: 'A question that was answered is taken out of the browser.',
  },
  {
    scenario: 'passkey: ends other sessions',
    step: 'the other browser',
    reason: 'As with a second factor: whoever was signed in without it is not any more.',
  },
  {
    scenario: 'passkey: a key for another origin',
    step: 'register',
    field: 'status',
    reference: '500',
    ours: '400',
    reason: 'An answer that is not right is no fault of the server.',
  },
  {
    scenario: "passkey: somebody else's",
    step: /^(delete|update)$/,
    reason: 'Somebody else\'s is not there, as one that never was: the library tells the two apart.',
  },
];
