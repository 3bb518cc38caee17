using Microsoft.Extensions.Options;
using ResetService.Passwords;
using ResetService.Storefronts;

namespace ResetService.Resets;

/// <summary>What a storefront's settings name of another folder: a password preset.</summary>
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
    }
}
