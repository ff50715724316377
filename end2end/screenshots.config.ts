import config from './playwright.config';

// `npm run screenshots` makes the pictures of the README again, from the program itself. No test run makes them.
export default { ...config, testDir: './screenshots' };
