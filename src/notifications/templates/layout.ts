import Handlebars from 'handlebars';

export interface Row {
  label: string;
  value: string;
  /** What a tap on the value opens; null for none. */
  href: string | null;
}

/** What every email is made of; both templates show the same. */
export interface EmailContent {
  language: string;
  direction: 'ltr' | 'rtl';
  /** Between a label and its value, in text. */
  colon: string;
  /** What an inbox shows beside the subject. */
  preheader: string;
  /** The organization. */
  sender: string;
  title: string;
  greeting: string;
  intro: string;
  /** The visit's time, for the eye that looks for nothing else. */
  when: { label: string; now: string; before: Omit<Row, 'href'> | null; isOff: boolean } | null;
  action: { label: string; url: string } | null;
  sections: readonly { heading: string | null; rows: readonly Row[] }[];
  outro: string;
  footer: string;
  unsubscribe: { label: string; url: string } | null;
}

/**
 * Mail programs drop style sheets, know no flexbox and no grid: so styles are inline and the frame is a table. What
 * stands in the `<style>` is for those that do better: dark colours, and labels above their values on a phone.
 * Values keep the line breaks that people typed.
 */
const HTML = `<!doctype html>
<html lang="{{language}}" dir="{{direction}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>{{title}}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #10171c !important; }
  .card { background: #1a242b !important; border-color: #34434d !important; }
  .text { color: #e6edf1 !important; }
  .soft { color: #a8b7c1 !important; }
  .title, .link { color: #7ed0de !important; }
  .when { background: #22323b !important; border-color: #7ed0de !important; }
  .line { border-color: #34434d !important; }
}
@media (max-width: 480px) {
  .cell { padding: 20px !important; }
  .label, .value { display: block !important; width: auto !important; }
  .label { padding-bottom: 0 !important; }
  .value { border-top: 0 !important; padding-top: 0 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f5f7;">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0;">{{preheader}}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f5f7;">
<tr><td align="center" style="padding:20px 10px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:580px;background:#ffffff;border:1px solid #d9e0e5;border-radius:10px;">
<tr><td class="cell text" style="padding:28px 32px;font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1d2a33;text-align:{{start}};">
<p class="soft" style="margin:0 0 6px;font-size:14px;color:#52626d;">{{sender}}</p>
<h1 class="title" style="margin:0 0 18px;font-size:23px;line-height:1.3;color:#0a5260;">{{title}}</h1>
<p style="margin:0 0 10px;">{{greeting}}</p>
<p style="margin:0 0 18px;">{{intro}}</p>
{{#if when}}
<div class="when" style="margin:0 0 18px;padding:14px 16px;background:#e9f3f5;border-{{start}}:4px solid #0a6a7b;border-radius:6px;">
<p class="soft" style="margin:0;font-size:14px;color:#46565f;">{{when.label}}</p>
<p style="margin:0;font-size:18px;font-weight:bold;">{{#if when.isOff}}<s>{{when.now}}</s>{{else}}{{when.now}}{{/if}}</p>
{{#if when.before}}
<p class="soft" style="margin:6px 0 0;font-size:14px;color:#46565f;">{{when.before.label}}{{colon}}<s>{{when.before.value}}</s></p>
{{/if}}
</div>
{{/if}}
{{#if action}}
<p style="margin:0 0 6px;"><a href="{{action.url}}" style="display:inline-block;padding:13px 22px;background:#0a6a7b;color:#ffffff;font-weight:bold;text-decoration:none;border-radius:6px;">{{action.label}}</a></p>
<p style="margin:0 0 18px;font-size:13px;word-break:break-all;"><a class="link" href="{{action.url}}" style="color:#0a6a7b;">{{action.url}}</a></p>
{{/if}}
{{#each sections}}
{{#if heading}}
<h2 class="title" style="margin:22px 0 8px;font-size:17px;line-height:1.3;color:#0a5260;">{{heading}}</h2>
{{/if}}
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;font-size:15px;line-height:1.5;">
{{#each rows}}
<tr>
<th scope="row" class="label line soft" align="{{../../start}}" valign="top" style="width:34%;padding:9px 12px 9px 0;border-top:1px solid #e1e7eb;font-weight:normal;font-size:14px;color:#52626d;">{{label}}</th>
<td class="value line text" valign="top" style="padding:9px 0;border-top:1px solid #e1e7eb;color:#1d2a33;white-space:pre-line;overflow-wrap:anywhere;word-break:break-word;">{{#if href}}<a class="link" href="{{href}}" style="color:#0a6a7b;">{{value}}</a>{{else}}{{value}}{{/if}}</td>
</tr>
{{/each}}
</table>
{{/each}}
{{#if outro}}
<p style="margin:18px 0 0;">{{outro}}</p>
{{/if}}
<p class="soft line" style="margin:24px 0 0;padding-top:14px;border-top:1px solid #e1e7eb;font-size:13px;color:#52626d;">{{footer}}{{#if unsubscribe}}<br><a class="link" href="{{unsubscribe.url}}" style="color:#0a6a7b;">{{unsubscribe.label}}</a>{{/if}}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;

const TEXT = `{{title}}

{{greeting}}

{{intro}}
{{#if when}}

{{when.label}}{{colon}}{{when.now}}
{{#if when.before}}
{{when.before.label}}{{colon}}{{when.before.value}}
{{/if}}
{{/if}}
{{#if action}}

{{action.label}}{{colon}}{{action.url}}
{{/if}}
{{#each sections}}

{{#if heading}}
{{heading}}

{{/if}}
{{#each rows}}
{{label}}{{../../colon}}{{value}}
{{/each}}
{{/each}}
{{#if outro}}

{{outro}}
{{/if}}

--\u0020
{{footer}}
{{#if unsubscribe}}
{{unsubscribe.label}}{{colon}}{{unsubscribe.url}}
{{/if}}
`;

// Compiled once, when the worker starts: a mistake in a template shows there, not in a patient's mail.
const html = Handlebars.compile<EmailContent & { start: string }>(HTML, { strict: true });
const text = Handlebars.compile<EmailContent>(TEXT, { strict: true, noEscape: true });

export function renderEmail(content: EmailContent): { html: string; text: string } {
  const start = content.direction === 'rtl' ? 'right' : 'left';
  return { html: html({ ...content, start }), text: text(content) };
}
