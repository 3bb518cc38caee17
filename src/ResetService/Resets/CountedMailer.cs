using ResetService.Limits;
using ResetService.Mail;

namespace ResetService.Resets;

/// <summary>What all mails of the service go through, so that those that were taken are counted, whatever they say.</summary>
internal sealed class CountedMailer(IMailer mailer, MailVolume volume)
{
    public async Task<MailOutcome> SendAsync(MailMessage message, CancellationToken cancellation)
    {
        var outcome = await mailer.SendAsync(message, cancellation);
        if (outcome.Result is MailResult.Sent) _ = volume.CountAsync(message.Category); // nobody waits for Redis

        return outcome;
    }
}
