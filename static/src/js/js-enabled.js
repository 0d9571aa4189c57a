// Says to the stylesheet that scripts run here, before the page is drawn. GOV.UK's inline snippet, as a file, because
// our policy allows no inline script.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
