using ResetService.Hosting;
using ResetService.Partners;

namespace ResetService.Commands;

internal static class NewPartnerKey
{
    /// <summary>Prints a key for a partner, as the header that carries it, and the setting that knows it. Nothing keeps the key but who reads this.</summary>
    /// <returns>0, or 1 where no partner can have this name.</returns>
    public static int Print(string name)
    {
        if (!PartnerOptions.IsName(name))
        {
            Console.Error.WriteLine("A partner's name has letters, digits, '-', '_' and '.' alone, up to 64 of them.");
            return 1;
        }

        var key = Secret.Draw();
        Console.WriteLine($"{ApiKeys.Header}: {key.Text}");
        Console.WriteLine($"Partners__{name}__{nameof(Partner.KeyDigest)}={key.Digest}");
        return 0;
    }
}
