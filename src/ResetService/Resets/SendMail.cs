using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Languages;
using ResetService.Letters;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Step 2, run by the worker: finds the account, draws the code or the link, mails it. Nowhere else is it learnt whether an account exists.</summary>
internal sealed class SendMail(
    MailQueue queue, AccountStore accounts, LetterWriter letters, CountedMailer mailer, IOptionsMonitor<StorefrontOptions> storefronts, IOptions<ServiceOptions> service)
{
    /// <returns>What became of it, or null when there is nobody to mail to, or nothing to mail any more.</returns>
    public async Task<MailOutcome?> SendAsync(WaitingMail waiting, CancellationToken cancellation)
    {
        if (await accounts.FindAsync(waiting.Address, cancellation) is not { } found) return null;

        var account = new BoundAccount(found.Id, found.Email, found.Stamp, found.Storefront, found.Locale);
        if (waiting.Account is { } bound && !bound.IsSameAs(account)) return null; // it changed since the code was first mailed, which ended the code

        var shop = account.Storefront ?? waiting.Storefront;
        var storefront = storefronts.CurrentValue.Named(shop);
        var language = storefront.LanguageOf(account.Locale, waiting.Locale);
        if (await LetterAsync(waiting, account, QueryOf(shop, storefront, language)) is not { } letter) return null;

        return await mailer.SendAsync(letters.Write(letter, storefront, language, account.Address, waiting.Reference), cancellation);
    }

    private async Task<Letter?> LetterAsync(WaitingMail waiting, BoundAccount account, string query)
    {
        var left = waiting.Deadline - waiting.Now;
        if (!waiting.IsLink) return await queue.DrawCodeAsync(waiting, account) is { } code ? new CodeLetter(code.Digits, left) : null;

        return await queue.DrawLinkAsync(waiting, account) is { } link ? new LinkLetter(new Uri(service.Value.PublicUrl!, $"{query}#link={link.Fragment}"), left) : null;
    }

    // The link opens the page as its mail looks; what the page takes for granted is left out.
    private static string QueryOf(string shop, Storefront storefront, Language language) => shop == StorefrontOptions.Default && language == storefront.Languages[0]
        ? ""
        : $"?storefront={Uri.EscapeDataString(shop)}&locale={language.Tag}";
}
