using Microsoft.Extensions.Options;

namespace ResetService.Mail;

/// <summary>What can only be judged with the environment, or with two settings side by side.</summary>
internal sealed class SendGridCheck(IHostEnvironment environment) : IValidateOptions<SendGridOptions>
{
    public ValidateOptionsResult Validate(string? name, SendGridOptions options)
    {
        var failures = Failures(options).ToArray();

        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(SendGridOptions options)
    {
        if (!options.HasKey && !environment.IsDevelopment())
            yield return "SendGrid:ApiKey: is missing; only Development runs without SendGrid.";

        if (!IsSafe(options.BaseUrl))
            yield return "SendGrid:BaseUrl: must be an https URL; http is for Development or a loopback address.";

        if (!options.EventsPublicKeys.All(EventSignature.IsKey))
            yield return "SendGrid:EventsPublicKeys: each must be a public key on P-256 in base64, as SendGrid shows it for a signed event webhook.";

        if (options.AttemptTimeout > options.TotalTimeout)
            yield return "SendGrid:AttemptTimeout: must not be longer than SendGrid:TotalTimeout.";
    }

    private bool IsSafe(Uri? url) => url is { IsAbsoluteUri: true } && (
        url.Scheme == Uri.UriSchemeHttps ||
        url.Scheme == Uri.UriSchemeHttp && (url.IsLoopback || environment.IsDevelopment()));
}
