using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Storefronts;

namespace ResetService.Resets;

/// <summary>What a page needs to look like the shop, and to say what passwords it takes.</summary>
/// <param name="Name" example="Example Shop">As customers know it.</param>
/// <param name="Locales" example="[&quot;en&quot;,&quot;sk&quot;]">The languages it offers as BCP 47 tags; the first is for who reads none of them.</param>
/// <param name="SignInUrl" example="https://shop.example.com/sign-in">Where to sign in.</param>
/// <param name="AccentColor" example="#1f5fbf">The colour of buttons and links.</param>
/// <param name="AccentTextColor" example="#ffffff">The colour of text on it: white or black, whichever can be read better.</param>
/// <param name="LogoUrl" example="https://shop.example.com/logo.svg">The shop's logo; absent where it has none.</param>
/// <param name="PasswordPolicy">What a new password must be like.</param>
internal sealed record StorefrontRead(
    string Name, IReadOnlyList<string> Locales, Uri SignInUrl, string AccentColor, string AccentTextColor, Uri? LogoUrl, PasswordRules PasswordPolicy);

internal static class ReadStorefrontHandler
{
    /// <summary>Says how a storefront looks</summary>
    /// <remarks>For the page that opens a ticket there: the shop's colours and logo, the languages to offer, and what to say of passwords beforehand.</remarks>
    /// <param name="storefront" example="default">The storefront's name.</param>
    /// <param name="storefronts">All storefronts.</param>
    /// <param name="policy">Gives the storefront's own.</param>
    public static Results<Ok<StorefrontRead>, Refusal> Handle([MaxLength(StorefrontOptions.LongestName)] string storefront, IOptionsMonitor<StorefrontOptions> storefronts, PasswordPolicy policy)
    {
        if (!storefronts.CurrentValue.TryGetValue(storefront, out var shop)) return (Refusal)Problems.NotFound;

        return TypedResults.Ok(new StorefrontRead(
            shop.Name, [.. shop.Languages.Select(language => language.Tag)], shop.SignInUrl!, shop.AccentColor, shop.AccentTextColor, shop.LogoUrl, policy.Rules(shop.PasswordPreset)));
    }
}
