import Handlebars from 'handlebars';

/** What every email is made of; both templates show the same. */
export interface EmailContent {
  language: string;
  direction: string;
  title: string;
  greeting: string;
  intro: string;
  details: readonly { label: string; value: string }[];
  action: { label: string; url: string } | null;
  outro: string;
  footer: string;
}

/**
 * Styles are inline and the frame is a table, because mail clients drop style sheets and know no flexbox.
 * Values keep the line breaks that people typed.
 */
const HTML = `<!doctype html>
<html lang="{{language}}" dir="{{direction}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title>
</head>
<body style="margin:0;padding:0;background:#f3f5f7;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f5f7;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border:1px solid #dde3e8;border-radius:8px;">
<tr><td style="padding:28px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1d2a33;">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;color:#0b4f5c;">{{title}}</h1>
<p style="margin:0 0 12px;">{{greeting}}</p>
<p style="margin:0 0 20px;">{{intro}}</p>
{{#if details}}
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;font-size:15px;">
{{#each details}}
<tr>
<th scope="row" align="{{../start}}" valign="top" style="padding:8px 12px 8px 0;border-top:1px solid #e6ebef;font-weight:normal;color:#5b6b76;width:34%;">{{label}}</th>
<td valign="top" style="padding:8px 0;border-top:1px solid #e6ebef;white-space:pre-line;word-break:break-word;">{{value}}</td>
</tr>
{{/each}}
</table>
{{/if}}
{{#if action}}
<p style="margin:20px 0;"><a href="{{action.url}}" style="display:inline-block;padding:12px 20px;background:#0b6b7c;color:#ffffff;text-decoration:none;border-radius:6px;">{{action.label}}</a></p>
<p style="margin:0 0 12px;font-size:13px;color:#5b6b76;word-break:break-all;">{{action.url}}</p>
{{/if}}
{{#if outro}}
<p style="margin:0 0 12px;">{{outro}}</p>
{{/if}}
<p style="margin:24px 0 0;font-size:13px;color:#5b6b76;">{{footer}}</p>
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
{{#if details}}

{{#each details}}
{{label}}: {{value}}
{{/each}}
{{/if}}
{{#if action}}

{{action.label}}: {{action.url}}
{{/if}}
{{#if outro}}

{{outro}}
{{/if}}

--\u0020
{{footer}}
`;

// Compiled once, when the worker starts: a mistake in a template shows there, not in a patient's mail.
const html = Handlebars.compile<EmailContent & { start: string }>(HTML, { strict: true });
const text = Handlebars.compile<EmailContent>(TEXT, { strict: true, noEscape: true });

export function renderEmail(content: EmailContent): { html: string; text: string } {
  const start = content.direction === 'rtl' ? 'right' : 'left';
  return { html: html({ ...content, start }), text: text(content) };
}
