using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace ResetService.Tests.Operation;

/// <summary>All that a thief of Redis would hold at one moment.</summary>
/// <param name="Text">Every key and every value, one a line; bytes as Latin-1, so that none is lost.</param>
/// <param name="WithoutTtl">The keys that never end.</param>
internal sealed record RedisDump(string Text, IReadOnlyList<string> WithoutTtl)
{
    public static async Task<RedisDump> TakeAsync(string connectionString)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var redis = connection.GetDatabase();
        var text = new StringBuilder();
        var withoutTtl = new List<string>();

        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            text.AppendLine((string)key!);
            foreach (var value in await ValuesAsync(redis, key)) text.AppendLine(Encoding.Latin1.GetString(value!));
            if (await redis.KeyExistsAsync(key) && await redis.KeyTimeToLiveAsync(key) is null) withoutTtl.Add((string)key!);
        }

        return new(text.ToString(), withoutTtl);
    }

    /// <summary>Whether a secret can be read: as it is, or in an encoding that anyone undoes.</summary>
    public bool Shows(string secret) => Writings(Encoding.UTF8.GetBytes(secret)).Concat(Decoded(secret)).Any(Shows);

    public bool Shows(byte[] bytes) => Writings(bytes).Any(Shows);

    private bool Shows(Regex writing) => writing.IsMatch(Text);

    private static IEnumerable<Regex> Decoded(string secret) =>
        Base64Url.IsValid(secret) && secret.Length > 20 ? Writings(Base64Url.DecodeFromChars(secret)) : [];

    // Digits inside a longer number are a time that happens to hold them.
    private static IEnumerable<Regex> Writings(byte[] bytes) =>
        new[]
        {
            Encoding.Latin1.GetString(bytes), Convert.ToBase64String(bytes).TrimEnd('='), Base64Url.EncodeToString(bytes), Convert.ToHexString(bytes),
        }.Select(writing => new Regex($"(?<![0-9]){Regex.Escape(writing)}(?![0-9])", RegexOptions.IgnoreCase));

    private static async Task<IEnumerable<RedisValue>> ValuesAsync(IDatabase redis, RedisKey key) => await redis.KeyTypeAsync(key) switch
    {
        RedisType.String => await redis.StringGetAsync(key) is { IsNull: false } value ? [value] : [], // it can end between the two questions
        RedisType.Hash => (await redis.HashGetAllAsync(key)).SelectMany(entry => new[] { entry.Name, entry.Value }),
        RedisType.SortedSet => (await redis.SortedSetRangeByRankWithScoresAsync(key))
            .SelectMany(entry => new RedisValue[] { entry.Element, entry.Score.ToString(CultureInfo.InvariantCulture) }),
        RedisType.None => [], // it has ended since
        var type => throw new InvalidOperationException($"{key} is a {type}: the dump can't read that."),
    };
}
