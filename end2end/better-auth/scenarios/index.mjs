import email from './email.mjs';
import origin from './origin.mjs';
import passkey from './passkey.mjs';
import password from './password.mjs';
import session from './session.mjs';
import signIn from './sign-in.mjs';
import signUp from './sign-up.mjs';
import social from './social.mjs';
import twoFactor from './two-factor.mjs';
import user from './user.mjs';
import verification from './verification.mjs';

const all = { ...signUp, ...signIn, ...session, ...password, ...verification, ...email, ...user, ...origin, ...social, ...twoFactor, ...passkey };

export const scenarios = Object.entries(all).map(([name, play]) => ({ name, play }));
