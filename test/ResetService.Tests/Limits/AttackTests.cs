using ResetService.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
internal sealed class AttackTests(string server)
{
    private static readonly LimitOptions ThreeAnHour = new() { WrongCodesInAll = new() { Limit = 3, Window = TimeSpan.FromHours(1) } };

    private LimitsOn limits = null!;

    [SetUp]
    public async Task Start() => limits = await LimitsOn.StartAsync(server, ThreeAnHour);

    [TearDown]
    public async Task Stop() => await limits.DisposeAsync();

    [Test]
    [Property("Checklist", "D4")]
    public async Task It_rises_past_the_wrong_codes_that_are_bearable_and_not_before()
    {
        await CountAsync(3);
        bool[] before = [await limits.Attack.IsOnAsync(), await limits.NewAttack(ThreeAnHour).IsOnAsync()];
        await CountAsync(1);

        Assert.That(before, Is.All.False);
        Assert.That(await limits.Attack.IsOnAsync(), Is.True);
    }

    [TestCase(0)]
    [TestCase(10)]
    public async Task It_lasts_a_whole_window_from_its_rise_however_many_follow(int more)
    {
        await CountAsync(3);
        limits.Clock.Advance(TimeSpan.FromMinutes(59));
        await CountAsync(1);
        limits.Clock.Advance(TimeSpan.FromMinutes(30));
        await CountAsync(more);

        limits.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        var before = await limits.Attack.IsOnAsync();
        limits.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(before, Is.True);
        Assert.That(await limits.Attack.IsOnAsync(), Is.False);
        Assert.That(await limits.NewAttack(ThreeAnHour).IsOnAsync(), Is.False);
    }

    [Test]
    public async Task A_new_window_counts_from_nothing()
    {
        await CountAsync(3);
        limits.Clock.Advance(TimeSpan.FromHours(1));
        await CountAsync(3);

        Assert.That(await limits.Attack.IsOnAsync(), Is.False);
    }

    [Test]
    [Property("Checklist", "D3")]
    public async Task Another_instance_knows_within_a_second()
    {
        var other = limits.NewAttack(ThreeAnHour);
        Assert.That(await other.IsOnAsync(), Is.False);

        await CountAsync(4);
        var meanwhile = await other.IsOnAsync(); // it asks Redis once a second
        limits.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((meanwhile, await other.IsOnAsync()), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task It_falls_at_its_end_and_not_by_an_answer_that_knows_nothing_of_it()
    {
        await CountAsync(4);
        await limits.Database.KeyDeleteAsync(limits.Key("wrong-codes-in-all", "all"));
        limits.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await limits.Attack.IsOnAsync(), Is.True);
    }

    [Test]
    public async Task Operators_read_once_that_it_rose_and_once_that_it_fell()
    {
        await CountAsync(8);
        await limits.Attack.IsOnAsync();
        var risen = limits.Log.Lines.ToArray();
        limits.Clock.Advance(TimeSpan.FromHours(1));
        await limits.Attack.IsOnAsync();
        await limits.Attack.IsOnAsync();

        Assert.That(risen, Is.EqualTo([risen[0]]).And.All.StartsWith("Error: Under attack: more than 3 wrong codes within 01:00:00"));
        Assert.That(limits.Log.Lines.Skip(1), Has.One.Items.And.All.StartsWith("Information: The attack is over"));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(9)]
    [Property("Checklist", "E4")]
    public async Task The_count_ends_by_itself(int codes)
    {
        await CountAsync(codes);

        var left = await limits.Database.KeyTimeToLiveAsync(limits.Key("wrong-codes-in-all", "all"));

        Assert.That(left, Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task The_window_restarted_by_a_rise_is_the_counts_life_as_well()
    {
        await CountAsync(3);
        await limits.Database.KeyExpireAsync(limits.Key("wrong-codes-in-all", "all"), TimeSpan.FromMinutes(1)); // as after 59 minutes
        await CountAsync(1);

        var left = await limits.Database.KeyTimeToLiveAsync(limits.Key("wrong-codes-in-all", "all"));

        Assert.That(left, Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromSeconds(10)));
    }

    private async Task CountAsync(int codes)
    {
        for (var code = 0; code < codes; code++) await limits.Attack.CountAsync();
    }
}
