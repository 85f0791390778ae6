/** A page that somebody comes to by a link in an email: a sentence, and perhaps something to send. */
export interface PageContent {
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  message: string;
  /** Null where there is nothing left to do. */
  form: {
    /** Relative: the API may stand behind a path. */
    action: string;
    button: string;
    /** Sent along, unseen. */
    hidden: { name: string; value: string };
    password: { name: string; label: string; shortest: number; longest: number } | null;
  } | null;
}

/** Without scripts and without anything from elsewhere: it works in the little browser of any mail program. */
const PAGE = `<!doctype html>
<html lang="{{language}}" dir="{{direction}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{title}}</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#1d2a33, #e6edf1); --card: light-dark(#ffffff, #1a242b);
  --page: light-dark(#f2f5f7, #10171c); --line: light-dark(#8a99a3, #6d7f8b); }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem .8rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 1.6rem; background: var(--card); border-radius: .6rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .8rem; font-size: 1.4rem; line-height: 1.3; }
label { display: block; margin-bottom: .3rem; }
input { width: 100%; padding: .7rem; border: 1px solid var(--line); border-radius: .4rem; font: inherit; }
button { margin-top: 1rem; padding: .8rem 1.4rem; border: 0; border-radius: .4rem; background: #0a6a7b; color: #fff; font: inherit; font-weight: bold; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>{{title}}</h1>
{{#if message}}
<p role="status">{{message}}</p>
{{/if}}
{{#if form}}
<form method="post" action="{{form.action}}">
<input type="hidden" name="{{form.hidden.name}}" value="{{form.hidden.value}}">
{{#if form.password}}
<label for="password">{{form.password.label}}</label>
<input id="password" type="password" name="{{form.password.name}}" autocomplete="new-password" required minlength="{{form.password.shortest}}" maxlength="{{form.password.longest}}">
{{/if}}
<button type="submit">{{form.button}}</button>
</form>
{{/if}}
</main>
</body>
</html>
`;

let page: Promise<(content: PageContent) => string> | null = null;

export async function renderPage(content: PageContent): Promise<string> {
  page ??= compilePage();
  return (await page)(content);
}

/** With the first page that is asked for: pages are few, and every API would hold the template compiler for them. */
async function compilePage(): Promise<(content: PageContent) => string> {
  const { default: Handlebars } = await import('handlebars');
  return Handlebars.compile<PageContent>(PAGE, { strict: true });
}
