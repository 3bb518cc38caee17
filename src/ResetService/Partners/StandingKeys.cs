using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Partners;

/// <summary>
/// Makes the partners of the settings as <see cref="LastGood{TOptions}"/> does, without the keys that were taken away meanwhile: what is wrong
/// elsewhere in the settings keeps no key in force.
/// </summary>
internal sealed class StandingKeys(LastGood<PartnerOptions> lastGood, IConfiguration configuration) : IOptionsFactory<PartnerOptions>
{
    public PartnerOptions Create(string name)
    {
        var partners = new PartnerOptions();
        foreach (var (partner, settings) in lastGood.Create(name))
        {
            var now = configuration.GetSection($"{PartnerServices.Section}:{partner}");
            string?[] standing = [now[nameof(Partner.KeyDigest)], now[nameof(Partner.PreviousKeyDigest)]];

            partners[partner] = settings with
            {
                KeyDigest = standing.Contains(settings.KeyDigest) ? settings.KeyDigest : "",
                PreviousKeyDigest = standing.Contains(settings.PreviousKeyDigest) ? settings.PreviousKeyDigest : null,
            };
        }

        return partners;
    }
}
