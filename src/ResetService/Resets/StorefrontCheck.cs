using Microsoft.Extensions.Options;
using ResetService.Passwords;
using ResetService.Storefronts;

namespace ResetService.Resets;

/// <summary>What a storefront's settings name of other folders: a password preset, the mails that it has templates for.</summary>
internal sealed class StorefrontCheck : IValidateOptions<StorefrontOptions>
{
    public ValidateOptionsResult Validate(string? name, StorefrontOptions options)
    {
        var failures = options.SelectMany(storefront => Failures(storefront.Key, storefront.Value)).ToArray();

        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string name, Storefront storefront)
    {
        if (storefront.PasswordPreset is not (null or PasswordOptions.Nist or PasswordOptions.Classic))
            yield return $"Storefronts:{name}:PasswordPreset: must be \"{PasswordOptions.Nist}\" or \"{PasswordOptions.Classic}\", or be left out.";

        foreach (var mail in storefront.Templates.Keys.Where(mail => !MailCategories.All.Contains(mail, StringComparer.Ordinal)))
            yield return $"Storefronts:{name}:Templates:{mail}: there is no such mail; the mails are {string.Join(", ", MailCategories.All)}.";
    }
}
