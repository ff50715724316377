/** What agreement is about: statuses, the shape of bodies, words that programs read, cookies and where redirects lead. */

// Values of these keys are the protocol's own words or what the caller sent; of all others only the type counts.
const WORDS = new Set(['status', 'success', 'redirect', 'message', 'code', 'ok', 'email', 'emailVerified', 'name', 'providerId', 'scopes', 'method', 'twoFactorRedirect', 'twoFactorMethods']);
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export function recordOf(server, label, method, url, answer, text) {
  const fields = { status: String(answer.status) };
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  if (text && type.includes('json')) flatten('body', JSON.parse(text), '', fields);
  else if (text) fields.body = type;
  const location = answer.headers.get('location');
  if (location) fields.location = plain(server, location);
  if (answer.headers.has('x-retry-after')) fields['x-retry-after'] = 'number';
  if (new URL(url).pathname.endsWith('/get-session')) fields['cache-control'] = answer.headers.get('cache-control') ?? '';
  for (const line of answer.headers.getSetCookie()) cookie(line, fields);
  return { label: label || `${method} ${new URL(url).pathname}`, fields };
}

function flatten(path, value, key, fields) {
  if (Array.isArray(value) && !WORDS.has(key)) {
    fields[path] = `array of ${value.length}`;
    if (value.length) flatten(`${path}[]`, value[0], key, fields);
  } else if (value && typeof value === 'object' && !Array.isArray(value)) {
    if (!Object.keys(value).length) fields[path] = '{}';
    for (const [name, inner] of Object.entries(value)) flatten(`${path}.${name}`, inner, name, fields);
  } else {
    fields[path] = typed(key, value);
  }
}

function typed(key, value) {
  if (value === null) return 'null';
  if (WORDS.has(key)) return JSON.stringify(value);
  if (typeof value === 'string') return DATE.test(value) ? 'date' : 'string';
  return typeof value;
}

function plain(server, location) {
  return location.replaceAll(server.url, '{url}').replace(/token=[^&]+/, 'token={token}');
}

/** Their cookie is called better-auth.session_token, ours job_agent.session_token. */
function cookie(line, fields) {
  const [pair, ...attributes] = line.split(';').map((part) => part.trim());
  const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
  const kind = name.replace(/^(__Host-|__Secure-)?(better-auth|job_agent)\./, '');
  const told = attributes.map((attribute) => attribute.toLowerCase()).filter((attribute) => !attribute.startsWith('expires='));
  fields[`cookie ${kind}`] = [value ? 'set' : 'empty', ...told.sort()].join('; ');
}
