using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>Asks Have I Been Pwned by k-anonymity: five hex digits leave, some 800 suffixes come back.</summary>
internal sealed partial class PasswordRange(HttpClient http, ILogger<PasswordRange> logger)
{
    private const int PrefixLength = 5;
    private const int MaxAnswerBytes = 1 << 20; // a padded answer has some 40 KiB

    public static void Configure(IServiceProvider services, HttpClient http)
    {
        var options = services.GetRequiredService<IOptions<PasswordOptions>>().Value.Range;

        http.BaseAddress = new Uri($"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/range/");
        http.Timeout = options.Timeout;
        http.MaxResponseContentBufferSize = MaxAnswerBytes;
        http.DefaultRequestHeaders.Add("User-Agent", "ResetService");
        http.DefaultRequestHeaders.Add("Add-Padding", "true"); // hides from the wire how many suffixes there are
    }

    /// <returns>Whether a breach holds the password, or null when the API is down.</returns>
    public async Task<bool?> HoldsAsync(string password, CancellationToken cancellation)
    {
        var digest = Digest(password);
        try
        {
            var answer = await http.GetByteArrayAsync(new Uri(digest[..PrefixLength], UriKind.Relative), cancellation);

            return Holds(Encoding.ASCII.GetString(answer), digest[PrefixLength..]);
        }
        catch (HttpRequestException failed)
        {
            LogDown(failed.Message);
        }
        catch (OperationCanceledException timedOut) when (!cancellation.IsCancellationRequested)
        {
            LogDown(timedOut.Message);
        }

        return null;
    }

    // Every line is SUFFIX:COUNT; a count of 0 is padding.
    private static bool Holds(string answer, string suffix)
    {
        // Every prefix has its suffixes: anything else is a proxy's page, not an answer.
        if (answer.IndexOf(':', StringComparison.Ordinal) != suffix.Length) throw new HttpRequestException("not a range");

        var line = answer.Split('\n').FirstOrDefault(line => line.StartsWith($"{suffix}:", StringComparison.OrdinalIgnoreCase));

        return line is not null && line[(suffix.Length + 1)..].Trim() != "0";
    }

    [SuppressMessage("Security", "CA5350", Justification = "The range API is keyed by SHA-1; it protects nothing here")]
    private static string Digest(string password) =>
        Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormC))));

    [LoggerMessage(LogLevel.Warning, "The breached-password API gave no answer ({Why}); Passwords:Range:WhenDown decides")]
    private partial void LogDown(string why);
}
