using System.Net;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Letters;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>The two mails of a case, sent by the outbox worker. Neither depends on whether the address has an account.</summary>
internal sealed class SupportMails(SupportStore support, MailBudget budget, LetterWriter letters, CountedMailer mailer, IOptionsMonitor<StorefrontOptions> storefronts)
{
    /// <summary>To the shop's people, in the shop's own language; their answer goes to the customer.</summary>
    public async Task<MailOutcome> SendCaseAsync(SupportCase opened, CancellationToken cancellation)
    {
        var request = await ReadAsync(opened.Reference, cancellation);
        var storefront = storefronts.CurrentValue.Named(request.Storefront);
        var letter = new SupportCaseLetter(request.Email, request.ContactEmail, request.Message, storefront.LanguageOf(request.Locale), request.CreatedAt);
        var mail = letters.Write(letter, storefront, storefront.Languages[0], storefront.SupportEmail, request.Reference);

        return await mailer.SendAsync(mail with { ReplyTo = request.ContactEmail }, cancellation);
    }

    /// <summary>To the customer, while the contact address has mails left. It goes to what was typed, so it says nothing that was typed.</summary>
    public async Task<MailOutcome> SendReceiptAsync(SupportReceipt opened, CancellationToken cancellation)
    {
        var request = await ReadAsync(opened.Reference, cancellation);
        if (!await budget.SpendAsync(EmailAddress.Parse(request.ContactEmail), IPNetwork.Parse(opened.Network), request.Reference)) return new(MailResult.Sent);

        var storefront = storefronts.CurrentValue.Named(request.Storefront);
        var mail = letters.Write(new SupportReceiptLetter(), storefront, storefront.LanguageOf(request.Locale), request.ContactEmail, request.Reference);

        return await mailer.SendAsync(mail, cancellation);
    }

    private async Task<SupportRequest> ReadAsync(string reference, CancellationToken cancellation) => (await support.FindAsync(reference, cancellation))!;
}
