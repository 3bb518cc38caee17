using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Step 2, run by the worker: finds the account, draws the code or the link, mails it. Nowhere else is it learnt whether an account exists.</summary>
internal sealed class SendMail(
    MailQueue queue, AccountStore accounts, IMailer mailer, IOptionsMonitor<StorefrontOptions> storefronts, IOptions<ServiceOptions> service)
{
    /// <returns>What became of it, or null when there is nobody to mail to, or nothing to mail any more.</returns>
    public async Task<MailOutcome?> SendAsync(WaitingMail waiting, CancellationToken cancellation)
    {
        if (await accounts.FindAsync(waiting.Address, cancellation) is not { } found) return null;

        var account = new BoundAccount($"{found.Id}", found.Email, found.Stamp, found.Storefront, found.Locale);
        if (waiting.Account is { } bound && !bound.IsSameAs(account)) return null; // it changed since the code was first mailed, which ended the code

        var storefront = storefronts.CurrentValue.Named(account.Storefront ?? waiting.Storefront);
        var message = waiting.IsLink
            ? await LinkMailAsync(waiting, account, storefront)
            : await CodeMailAsync(waiting, account, storefront);

        return message is null ? null : await mailer.SendAsync(message, cancellation);
    }

    private async Task<MailMessage?> CodeMailAsync(WaitingMail waiting, BoundAccount account, Storefront storefront)
    {
        if (await queue.DrawCodeAsync(waiting, account) is not { } code) return null;

        return new Letter(storefront, MailCategories.Code, waiting.Reference)
            .Paragraph("Someone, hopefully you, asked to reset the password of your account. This is the code:")
            .Highlight(code.Digits)
            .Paragraph($"It is valid for {Minutes(waiting)} and belongs to the request with the reference {waiting.Reference}.")
            .Paragraph("Tell it to nobody: we never ask for it. If you did not ask for a code, ignore this mail, and your password stays as it is.")
            .Paragraph($"Questions? Write to {storefront.SupportEmail}.")
            .To(account.Address, $"Your code for {storefront.Name}");
    }

    private async Task<MailMessage?> LinkMailAsync(WaitingMail waiting, BoundAccount account, Storefront storefront)
    {
        if (await queue.DrawLinkAsync(waiting, account) is not { } link) return null;

        return new Letter(storefront, MailCategories.Link, waiting.Reference)
            .Paragraph("Someone, hopefully you, asked to reset the password of your account. For your safety a code is not enough this time. If it was you, go on by this link:")
            .Link(new Uri(service.Value.PublicUrl!, $"#link={link.Fragment}"), "Choose a new password")
            .Paragraph($"It is valid for {Minutes(waiting)} and works once. The reference is {waiting.Reference}.")
            .Paragraph("Forward it to nobody. If it was not you, ignore this mail, and your password stays as it is.")
            .Paragraph($"Questions? Write to {storefront.SupportEmail}.")
            .To(account.Address, $"Your link for {storefront.Name}");
    }

    // Rounded down: what the mail promises must hold when it is read.
    private static string Minutes(WaitingMail waiting) => Math.Max(1, (int)(waiting.Deadline - waiting.Now).TotalMinutes) switch
    {
        1 => "1 minute",
        var minutes => $"{minutes} minutes",
    };
}
