import { isSignedByTwilio, twilioSignature } from './twilio-signature.js';

const URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const FORM = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
/** The example of Twilio's own documentation. */
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

it('a signature is what Twilio says it is', () => {
  expect(twilioSignature('12345', URL, FORM)).toBe(SIGNATURE);
});

it('holds with and without the port, and for nothing else', () => {
  const check = (
    url: string,
    form: Record<string, string> = FORM,
    token = '12345',
    said = SIGNATURE,
  ): boolean => isSignedByTwilio(said, token, url, form);
  expect(check(URL)).toBe(true);
  expect(check(URL.replace('.com/', '.com:8443/'))).toBe(true);
  expect(check(URL.replace('https', 'http'))).toBe(false);
  expect(check(`${URL}1`)).toBe(false);
  expect(check(URL, { ...FORM, Digits: '1235' })).toBe(false);
  expect(check(URL, { ...FORM, More: '' })).toBe(false);
  expect(check(URL, FORM, '12346')).toBe(false);
  for (const said of ['', 'x', SIGNATURE.slice(0, -1), `${SIGNATURE} `])
    expect(check(URL, FORM, '12345', said)).toBe(false);
});
