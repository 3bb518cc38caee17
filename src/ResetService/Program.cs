using ResetService.Accounts;
using ResetService.Commands;
using ResetService.Hosting;
using ResetService.HumanCheck;
using ResetService.Idempotency;
using ResetService.Letters;
using ResetService.Limits;
using ResetService.Mail;
using ResetService.Pages;
using ResetService.Partners;
using ResetService.Passwords;
using ResetService.Resets;
using ResetService.Storefronts;
using ResetService.Tickets;
using ResetService.Webhooks;
#if DEBUG
using ResetService.Embedded;
#endif

Settings.EndOnWrongOnes();

if (args is [var verb, ..] && (!verb.StartsWith('-') || verb is "--help" or "-h" or "--version")) return await Verbs.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);

#if DEBUG
builder.AddEmbeddedRedis();    // Garnet, where no Redis is set
builder.AddEmbeddedAccounts(); // SQLite, where no Postgres is set
#endif
builder.AddHosting();          // clock, keys, Redis, problems, OpenAPI, health
builder.AddIdempotency();      // a call sent again: its first answer
builder.AddStorefronts();      // the shops, each with its brand
builder.AddPartners();         // programs that call with a key
builder.AddHumanCheck();       // is a person there?
builder.AddLimits();           // who asks too much: Redis
builder.AddTickets();          // resets in progress: Redis
builder.AddPasswords();        // what a password must be like, and its hash
builder.AddAccounts();         // who signs in: Postgres
builder.AddMail();             // SendGrid, or the mailbox
builder.AddLetters();          // what mails say
builder.AddWebhooks();         // who hears of what happens
builder.AddResets();           // the steps, and the workers that run some of them
builder.AddPages();            // the page that walks a customer through them

var app = builder.Build();

app.Services.CheckSettings();
app.UseHosting();
app.UsePartners();
app.UseLimits();
app.UseIdempotency();
app.MapMailbox();
app.MapLetters();
if (!app.IsWorkerOnly())
{
    app.MapHumanCheck().Limited(LimitPolicy.Challenges);
    app.MapResets();
    app.MapPages();
}

if (app.Environment.IsDevelopment()) await app.Services.MigrateAsync();
#if DEBUG
await app.Services.AddDemoAccountAsync();
#endif

await app.RunAsync();
return 0;
